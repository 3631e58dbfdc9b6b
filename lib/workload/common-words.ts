const text = `
  time year people way day man thing woman life child world school state family student group country problem hand
  part place case week company system program question work number night point home water room mother area money
  story fact month lot right study book eye job word business issue side kind head house service friend father
  power hour game line end member law car city community name president team minute idea body information back
  parent face level office door health person art history party result change morning reason research moment air
  teacher force education foot boy age policy music market sense nation plan college interest experience effect
  use class control field development role effort rate heart show leader light voice wife mind price report
  decision son view relationship town road arm difference value building action season society tax director
  position player record paper space ground form event official matter center couple site project activity star
  table need court situation cost industry figure street image phone data picture practice piece land product
  doctor wall patient worker news test movie north love support technology step baby computer type attention film
  tree source organization hair window culture chance brother energy period course summer plant opportunity term
  letter condition choice rule south husband floor campaign material population call economy hospital church
  future bank sea river garden green blue red white black small large early late long short high low near far open
  close simple
`;

/**
 * 240 common English words. Each was one token with its space before it in the vocabularies r50k (GPT-2), cl100k and
 * o200k (OpenAI, by gpt-tokenizer 4.0.0) and of SmolLM2-135M-Instruct (by node-llama-cpp 3.21.1).
 */
export const commonWords: readonly string[] = text.trim().split(/\s+/);
