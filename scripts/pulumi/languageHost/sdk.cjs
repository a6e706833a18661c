"use strict";

const { createRequire } = require("node:module");
const path = require("node:path");

/**
 * The protocol modules of the @pulumi/pulumi that a folder's program uses, and the gRPC library of that copy.
 *
 * @param {string} folder
 */
function loadSdk(folder) {
  const ownRequire = createRequire(resolveFrom(folder, "@pulumi/pulumi/package.json"));
  return {
    grpc: /** @type {typeof import("@grpc/grpc-js")} */ (ownRequire("@grpc/grpc-js")),
    empty: /** @type {typeof import("google-protobuf/google/protobuf/empty_pb.js")} */ (ownRequire("google-protobuf/google/protobuf/empty_pb.js")),
    language: /** @type {typeof import("@pulumi/pulumi/proto/language_pb")} */ (ownRequire("./proto/language_pb")),
    service: /** @type {typeof import("@pulumi/pulumi/proto/language_grpc_pb")} */ (ownRequire("./proto/language_grpc_pb")),
    plugin: /** @type {typeof import("@pulumi/pulumi/proto/plugin_pb")} */ (ownRequire("./proto/plugin_pb")),
  };
}

/**
 * What `require` would find in a file of that folder.
 *
 * @param {string} folder
 * @param {string} request
 */
function resolveFrom(folder, request) {
  try {
    return createRequire(path.join(folder, "program.js")).resolve(request);
  } catch (error) {
    throw new Error(`${folder} does not find ${request}. Install its dependencies (npm install), then run the same again.`, { cause: error });
  }
}

module.exports = { loadSdk, resolveFrom };
