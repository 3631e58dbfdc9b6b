import { driverContract } from "../../tests/support/targets/contract.js";
import { goodAnswer, SPEECHES } from "../../tests/support/targets/speech.js";
import { jsonAnswer, wireServer } from "../../tests/support/targets/wire-server.js";

const WORDS = ["Things ", "fall ", "down", "."];

for (const speech of SPEECHES) {
  driverContract(speech.api, async () => {
    let failNext = false;
    const server = await wireServer((socket) => {
      if (failNext) socket.write(jsonAnswer(500, { error: { message: "out of order" } }));
      else socket.write(goodAnswer(speech, WORDS));
      failNext = false;
    });
    return {
      target: speech.target(server.origin),
      open: speech.open,
      text: WORDS.join(""),
      failure: {
        prepare: () => {
          failNext = true;
        },
      },
      close: () => server.close(),
    };
  });
}
