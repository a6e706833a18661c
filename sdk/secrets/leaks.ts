import { randomBytes } from "node:crypto";

/** A text in which no secret may be. */
export interface Place {
  /** What a person calls it. */
  readonly name: string;
  readonly text: string;
}

/** A planted secret that was found where none may be. The secret itself is not told. */
export interface Leak {
  /** What was planted. */
  readonly secret: string;
  /** Where it was found. */
  readonly place: string;
  /** How it was written there. */
  readonly form: "clear" | "base64" | "hex" | "percent-encoded";
}

/**
 * Secrets that are planted for a test, to be looked for afterwards wherever they must not be: in a state, a preview, a log, an error, a
 * record, the arguments and the environment of processes. Also in other forms than in clear.
 *
 * @example
 * const planted = new PlantedSecrets();
 * const token = planted.plant("telegram token", "123456:"); // goes into the program
 * expect(planted.leaksIn([{ name: "preview", text: output }])).toEqual([]);
 */
export class PlantedSecrets {
  private readonly values = new Map<string, string>();

  /**
   * A secret that nothing else can be taken for.
   *
   * @param what what messages call it; one of each
   * @param prefix what it begins with, for places that ask for a shape. Default nothing
   */
  plant(what: string, prefix = ""): string {
    const known = this.values.get(what);
    if (known !== undefined) return known;
    const value = `${prefix}planted${randomBytes(12).toString("hex")}`;
    this.values.set(what, value);
    return value;
  }

  leaksIn(places: Iterable<Place>): Leak[] {
    return [...places].flatMap(({ name, text }) => [...this.values].flatMap(([secret, value]) => formsOf(value).flatMap(({ form, parts }) => (parts.some((part) => text.includes(part)) ? [{ secret, place: name, form }] : []))));
  }
}

function formsOf(value: string): { form: Leak["form"]; parts: readonly string[] }[] {
  const encoded = encodeURIComponent(value);
  return [
    { form: "clear", parts: [value] },
    { form: "base64", parts: [0, 1, 2].map((shift) => inner(value, shift)) },
    { form: "hex", parts: [Buffer.from(value).toString("hex")] },
    ...(encoded === value ? [] : [{ form: "percent-encoded" as const, parts: [encoded] }]),
  ];
}

/** The part of the base64 of a longer text that depends on this value alone, where the value begins after so many bytes of a group of three. */
function inner(value: string, shift: number): string {
  const text = Buffer.concat([Buffer.alloc(shift), Buffer.from(value)]).toString("base64").replaceAll("=", "");
  return text.slice(shift === 0 ? 0 : 4, Math.floor((Buffer.byteLength(value) + shift) / 3) * 4);
}
