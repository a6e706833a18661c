import type * as pulumi from "@pulumi/pulumi";

/**
 * The escape hatch to one child of a component: properties to set on its arguments, or a function that changes arguments and options in
 * place before the child is made.
 *
 * @example
 * transform: { gateway: { heapMb: 768 }, config: (_args, opts) => { opts.protect = true; } }
 */
export type Transform<Args> = Partial<Args> | ((args: Args, opts: pulumi.CustomResourceOptions, name: string) => void);

/** Arguments and options of a child after the user's transform. */
export function transformed<Args extends object>(transform: Transform<Args> | undefined, name: string, args: Args, opts: pulumi.CustomResourceOptions): [name: string, args: Args, opts: pulumi.CustomResourceOptions] {
  if (typeof transform === "function") {
    const changed = { args: { ...args }, opts: { ...opts } };
    transform(changed.args, changed.opts, name);
    return [name, changed.args, changed.opts];
  }
  return [name, { ...args, ...transform }, opts];
}
