/** A variable of the environment that Pulumi runs in. */
export function env(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set where Pulumi runs. Export it, and run the same again`);
  return value;
}
