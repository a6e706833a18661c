/** What a Pulumi Output is to the engine-free core: an instance of a class, with `apply`. */
export class FakeOutput {
  constructor(readonly label: string) {}

  apply(): never {
    throw new Error("rendering must not look into an Output");
  }
}
