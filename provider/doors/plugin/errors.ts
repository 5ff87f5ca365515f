import * as grpc from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { PartialStateError } from "../../core/contract/errors";
import { recorded } from "./resourceCalls";
import { inPluginWords } from "./sections";
import { toStruct } from "./values";

/**
 * An error as the engine understands it: with what it keeps of an object that exists and is not finished.
 * @param secrets names of the properties that the state has to encrypt
 */
export function serviceError(error: unknown, secrets: ReadonlySet<string> = new Set()): Partial<grpc.StatusObject> {
  const message = inPluginWords(error instanceof Error ? error.message || error.name : String(error));
  const metadata = new grpc.Metadata();
  if (error instanceof PartialStateError) {
    const failed = new ErrorResourceInitFailed();
    failed.setId(error.id);
    failed.setProperties(toStruct(recorded(error.properties), secrets));
    failed.setReasonsList(error.reasons.map(inPluginWords));
    const detail = new Any();
    detail.pack(failed.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
    const status = new Status();
    status.setCode(grpc.status.UNKNOWN);
    status.setMessage(message);
    status.addDetails(detail);
    metadata.add("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
  }
  return { code: grpc.status.UNKNOWN, details: message, metadata };
}
