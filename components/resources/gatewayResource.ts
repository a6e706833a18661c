import * as pulumi from "@pulumi/pulumi";

/**
 * A custom resource whose provider is Molthub's own code, found at run time: the text that Pulumi stores and runs is a constant, so it
 * captures no code and no secret, never shows in a diff, and a newer Molthub reaches resources that an older one made.
 *
 * The handler is looked for from the program's folder, which is the working directory of Pulumi's dynamic-provider process.
 */
export abstract class GatewayResource extends pulumi.CustomResource {
  protected constructor(type: string, handler: string, name: string, inputs: pulumi.Inputs, secretOutputs: string[], opts: pulumi.CustomResourceOptions) {
    const additionalSecretOutputs = [...secretOutputs, ...(opts.additionalSecretOutputs ?? [])];
    super(`pulumi-nodejs:dynamic/molthub:${type}`, name, { ...inputs, __provider: providerText(handler) }, { ...opts, additionalSecretOutputs });
  }
}

function providerText(handler: string): string {
  const find = `require("module").createRequire(process.cwd()+"/")("@molthub/pulumi/dynamic").${handler}`;
  const missing = `"@molthub/pulumi is not installed for "+process.cwd()+": run npm install there, then try again"`;
  return `exports.handler=()=>{try{return ${find}}catch(e){throw e.code==="MODULE_NOT_FOUND"&&/@molthub\\/pulumi/.test(e.message.split("\\n")[0])?new Error(${missing}):e}}`;
}
