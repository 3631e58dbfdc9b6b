#!/usr/bin/env node
import { Command } from "commander";
import { benchbookVersion } from "../project.js";
import { addBaseline } from "./baseline.js";
import { addCalibrate } from "./calibrate.js";
import { addCapacity, addLoad } from "./capacity.js";
import { addCases } from "./cases.js";
import { type AddCommand, exitCodeOf } from "./command.js";
import { addCompare } from "./compare.js";
import { addHarness } from "./harness.js";
import { addImport } from "./import.js";
import { addInfer } from "./infer.js";
import { addNew } from "./new.js";
import { addRank } from "./rank.js";
import { addReport } from "./report.js";
import { addResume } from "./resume.js";
import { addRun } from "./run.js";
import { addStream } from "./stream.js";
import { addTrend } from "./trend.js";
import { addVariants } from "./variants.js";
import { addVerify } from "./verify.js";

const commands: readonly AddCommand[] = [
  addStream,
  addHarness,
  addInfer,
  addVariants,
  addBaseline,
  addCases,
  addRun,
  addLoad,
  addCapacity,
  addResume,
  addReport,
  addVerify,
  addCompare,
  addTrend,
  addRank,
  addCalibrate,
  addImport,
  addNew,
];

const program = new Command("benchbook")
  .description("Measure language models honestly. Every command has --help with an example.")
  .option("--json", "print the result as JSON, for machines")
  .version(benchbookVersion(), "--version", "print the version")
  .configureHelp({ showGlobalOptions: true })
  .exitOverride()
  .showHelpAfterError("Run with --help for usage.");
for (const add of commands) add(program);
for (const command of program.commands)
  command.exitOverride().showHelpAfterError(`See: benchbook ${command.name()} --help`);

// A reader that goes away does not end what is being measured; whether the result was written, the writing itself tells.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

process.exit(await exitCodeOf(program, process.argv.slice(2)));
