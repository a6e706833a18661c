/** The endpoint of a gateway on this machine. `port`: 1 to 65535. */
export function loopbackEndpoint(port: number): { readonly transport: "direct"; readonly address: string } {
  return { transport: "direct", address: `ws://127.0.0.1:${String(port)}` };
}
