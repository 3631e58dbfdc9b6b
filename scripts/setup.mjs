// npm run setup [-- --lab]: everything the project needs, in its own folder. Runs before anything is installed, so Node alone.
import { setUpOrExit } from "./setup/set-up.mjs";

const known = ["--lab"];
const unknown = process.argv.slice(2).find((argument) => !known.includes(argument));
if (unknown !== undefined) {
  console.error(`expected nothing or --lab, got ${unknown}: npm run setup -- --lab also installs JupyterLab`);
  process.exit(2);
}
await setUpOrExit({ parts: process.argv.includes("--lab") ? ["lab"] : [] });
console.log("ready: npm start measures and reports, npm run lab opens the notebooks");
