import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";

// The architecture in one test: rooms form a star. A room imports the nouns and the two pure leaf rooms; the doors join rooms.

const lib = fileURLToPath(new URL("../../../lib/", import.meta.url));
const leaves = ["metrics", "statistics"];
const doors = /^(index|measuring-process|joined-[a-z-]+)\.ts$/;

interface Import {
  readonly from: string;
  readonly to: string;
}

const sources = readdirSync(lib, { recursive: true, encoding: "utf8" })
  .map((file) => file.split(path.sep).join("/"))
  .filter((file) => file.endsWith(".ts") && !file.startsWith("dist/") && !/\.test\.ts$|\.d\.ts$|\/made-/.test(file));

const imports: Import[] = sources.flatMap((from) => {
  const text = readFileSync(path.join(lib, from), "utf8");
  return [...text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)].map((match) => ({
    from,
    to: path.posix.join(path.posix.dirname(from), String(match[1])).replace(/\.js$/, ".ts"),
  }));
});

const roomOf = (file: string) => (file.includes("/") ? String(file.split("/")[0]) : "");

const isNoun = (file: string) => /^types(-[a-z]+)?\.ts$/.test(file);

/** Why an import is not allowed; null when it is. */
function offence({ from, to }: Import): string | null {
  const [room, other] = [roomOf(from), roomOf(to)];
  if (isNoun(to)) return null;
  if (room === "") return doors.test(from) ? null : `${from} imports ${to}, and only a door may`;
  if (room === other) return null;
  if (room === "statistics") return `${from} imports ${to}: statistics knows the nouns and itself`;
  if (room === "metrics") return other === "statistics" ? null : `${from} imports ${to}: metrics knows statistics`;
  if (room === "cli") return to === "index.ts" ? null : `${from} imports ${to}: a command uses the door`;
  return leaves.includes(other) ? null : `${from} imports ${to}: a door has to hand it in`;
}

describe("the rooms", () => {
  it("import the nouns and the leaf rooms, and each other not at all", () => {
    assert.ok(imports.length > 100, `${imports.length} imports were found`);
    assert.deepEqual(
      imports.map(offence).filter((found) => found !== null),
      [],
    );
  });

  it("would notice a room that reaches into another", () => {
    assert.match(offence({ from: "run/a.ts", to: "store/b.ts" }) ?? "", /a door has to hand it in/);
    assert.match(offence({ from: "statistics/a.ts", to: "metrics/b.ts" }) ?? "", /knows the nouns and itself/);
    assert.equal(offence({ from: "report/a.ts", to: "statistics/b.ts" }), null);
  });

  it("leave the nouns to import only one another", () => {
    const beyond = imports.filter(({ from, to }) => isNoun(from) && !isNoun(to));
    assert.deepEqual(beyond, []);
  });

  it("have no drawer for things without a name", () => {
    assert.deepEqual(
      sources.filter((file) => /(^|\/)(utils?|helpers?|common|core|misc)(\.ts|\/)/.test(file)),
      [],
    );
  });

  it("are files of one idea", () => {
    const long = sources.filter((file) => readFileSync(path.join(lib, file), "utf8").split("\n").length > 220);
    assert.deepEqual(long, [], "files over 220 lines");
  });
});
