import { type RandomStream, shuffled } from "../random.js";
import { type MakeTask, oneOf } from "./task.js";

const names = [
  "Anna",
  "Boris",
  "Clara",
  "Daniel",
  "Elena",
  "Felix",
  "Greta",
  "Hugo",
  "Irene",
  "Jonas",
  "Klara",
  "Leon",
];
const cities = ["Oslo", "Lima", "Cairo", "Paris", "Quito", "Delhi", "Seoul", "Tunis", "Dakar", "Turin"] as const;
const jobs = ["baker", "nurse", "pilot", "farmer", "lawyer", "painter", "plumber", "teacher"] as const;

interface Person {
  readonly name: string;
  readonly age: number;
  readonly job: string;
  readonly city: string;
}

/** Facts about a person as a JSON object: two of them, all four, or those of one person among three. */
export const extract: MakeTask = (random, difficulty) => {
  const people = shuffled(names, random)
    .slice(0, difficulty === "hard" ? 3 : 1)
    .map((name) => personOf(name, random));
  const asked = people[random.integer(0, people.length - 1)] ?? personOf("Anna", random);
  const keys = difficulty === "easy" ? (["name", "city"] as const) : (["name", "age", "job", "city"] as const);
  const answer = Object.fromEntries(keys.map((key) => [key, asked[key]]));
  const whom = difficulty === "hard" ? ` about ${asked.name}` : "";
  return {
    question:
      `Text: ${people.map(sentence).join(" ")}\n` +
      `Write a JSON object${whom} with the keys ${keys.map((key) => `"${key}"`).join(", ")}, and nothing else.`,
    expected: JSON.stringify(answer),
    checks: [
      { kind: "json", requiredKeys: keys },
      { kind: "schema", schema: schemaOf(answer), answerFrom: "json-in-text" },
    ],
  };
};

/** Of an object that has exactly these values; text around it is for the other check to judge. */
const schemaOf = (answer: Readonly<Record<string, unknown>>) => ({
  type: "object",
  required: Object.keys(answer),
  properties: Object.fromEntries(Object.entries(answer).map(([key, value]) => [key, { const: value }])),
});

const personOf = (name: string, random: RandomStream): Person => ({
  name,
  age: random.integer(20, 79),
  job: oneOf(jobs, random),
  city: oneOf(cities, random),
});

const sentence = ({ name, age, job, city }: Person) => `${name} is ${age} years old and works as a ${job} in ${city}.`;
