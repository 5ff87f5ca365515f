import * as pulumi from "@pulumi/pulumi";
import type { ErrorCode } from "../provider/http/errorCodes";

/** A frame as Pulumi's source maps name it: a file beside the packages of @pulumi, where none is. */
const unreadable = /[\\/]node_modules[\\/]@pulumi[\\/][^\\/]+$/;

/**
 * An error of which Pulumi prints the message alone.
 *
 * Pulumi formats each error with its frames all the same, for its trace, and Node.js 20 never comes to the end of one of
 * `node_modules/@pulumi/output.ts`: it stops for want of memory, after some 20 seconds of processor time. Those frames are
 * left out; the ones of the program stay.
 *
 * @param code by which programs tell it apart
 */
export function runError(message: string, code?: ErrorCode): pulumi.RunError {
  const error = new pulumi.RunError(message);
  error.stack = (error.stack ?? "")
    .split("\n")
    .filter((line) => !unreadable.test(line))
    .join("\n");
  return code === undefined ? error : Object.assign(error, { code });
}
