import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { request } from "undici";

export interface Response {
  readonly status: number;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("utf8");
}

/** Sends to another server what has come in; headers that belong to a connection, and no header of length, pass. */
export async function forward(
  url: URL,
  { method, headers, body }: { readonly method: string; readonly headers: IncomingHttpHeaders; readonly body: string },
): Promise<Required<Response>> {
  const { connection: _connection, host: _host, "transfer-encoding": _coding, ...kept } = headers;
  const answer = await request(url, {
    method: method as "GET",
    headers: kept as Record<string, string>,
    body: body === "" ? null : body,
  });
  const { "content-length": _length, "transfer-encoding": _chunked, connection: _closed, ...rest } = answer.headers;
  return { status: answer.statusCode, headers: rest as Record<string, string>, text: await answer.body.text() };
}

/** Ends when it is handed over, or nobody is there to take it. */
export function deliver(outgoing: ServerResponse, { status, text, headers = {} }: Response): Promise<void> {
  return new Promise((resolve) => {
    outgoing.once("close", resolve);
    outgoing.writeHead(status, { ...headers, "content-length": Buffer.byteLength(text) });
    outgoing.end(text, () => resolve());
  });
}
