import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { describeMachine, isGuest } from "./machine.js";

// The flags are those that Linux lists in /proc/cpuinfo; bit 31 of CPUID leaf 1's ECX ("hypervisor") is set for guests alone.

const never = () => assert.fail("what the flags tell is not asked again");

describe("whether a machine is virtual", () => {
  it("is told by the flag that a hypervisor sets, whatever else the processor can do", async () => {
    assert.equal(await isGuest("fpu vme de pse sse2 hypervisor lahf_lm", never), true);
    assert.equal(await isGuest("fpu sse3 VMM avx1.0", never), true);
  });

  it("is not told by a processor that could host guests itself", async () => {
    assert.equal(await isGuest("fpu vme vmx svm sse2", async () => false), false);
    assert.equal(await isGuest("fpu vme vmx svm sse2", async () => null), false);
  });

  it("is told by the machine's name where a hypervisor hides its flag", async () => {
    assert.equal(await isGuest("fpu vme sse2", async () => true), true);
    assert.equal(await isGuest("", async () => true), true);
  });

  it("is not known where neither tells", async () => {
    assert.equal(await isGuest("fp asimd evtstrm aes pmull", async () => false), null);
    assert.equal(await isGuest("", async () => null), null);
  });

  it("is right for this machine, by its own kernel", {
    skip: process.platform !== "linux" || process.arch !== "x64",
  }, async () => {
    if (/\bhypervisor\b/.test(readFileSync("/proc/cpuinfo", "utf8")))
      assert.equal((await describeMachine()).virtual, true);
    else assert.notEqual((await describeMachine()).virtual, null);
  });
});
