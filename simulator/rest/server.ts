// The HTTP side: reads requests, routes them to the product's API or to the control API, plays the armed faults.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { allApis } from "../apis";
import { type Control, control } from "../control/control";
import type { FaultAction } from "../control/faults";
import { TextError } from "../core/errors";
import { newUuid } from "../core/ids";
import { type Answer, dispatch, type RestRequest } from "./dispatch";
import type { JobFault } from "./jobs";
import { Router } from "./router";

const contextPath = "/zstack";
const jobPath = "/v1/api-jobs/";
const jobRoute = "/v1/api-jobs/{uuid}";
const headerLimit = 65_536;
const bodyLimit = 32 * 1024 * 1024;
const jobFaults: readonly string[] = ["failJob", "stallJob", "expireJob", "slowJob"];

export interface HttpOptions extends Control {
  /** Base address for the `location` of jobs: http://host:port/zstack */
  address(): string;
}

export function createHttpServer(options: HttpOptions): Server {
  const { edition } = options.world.options;
  const router = new Router(allApis.filter((api) => edition === "enterprise" || api.closed !== true));
  const server = createServer({ maxHeaderSize: headerLimit, keepAliveTimeout: 20_000 }, (request, response) => {
    serve(options, router, request, response).catch(() => {
      // Whatever went wrong is the simulator's own fault: say so instead of hanging.
      if (!response.headersSent) response.writeHead(500);
      response.end("internal error of the simulator");
    });
  });
  server.on("clientError", (_error, socket: Socket) => {
    if (socket.writable) socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
  });
  return server;
}

async function serve(
  options: HttpOptions,
  router: Router,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request);
  if (body === undefined) {
    response.writeHead(413);
    response.end();
    return;
  }
  const [rawPath = "/", rawQuery = ""] = splitOnce(request.url ?? "/", "?");
  const method = request.method ?? "GET";
  if (rawPath.startsWith("/simulator/")) {
    const answered = control(options, method, rawPath, new URLSearchParams(rawQuery), body);
    response.writeHead(answered.status, { "Content-Type": "application/json" });
    response.end(JSON.stringify(answered.body));
    return;
  }
  const decoded = decode(rawPath).replace(/\/{2,}/g, "/");
  if (decoded !== contextPath && !decoded.startsWith(`${contextPath}/`)) {
    respond(response, { status: 404, text: "" });
    return;
  }
  const rest: RestRequest = {
    method,
    path: decoded.slice(contextPath.length),
    query: new URLSearchParams(rawQuery),
    header: (name) => headerOf(request, name),
    body,
  };
  await play(options, router, rest, request, response);
}

async function play(
  options: HttpOptions,
  router: Router,
  rest: RestRequest,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { faults, log } = options;
  const isJob = rest.path.startsWith(jobPath) && rest.path.length > jobPath.length;
  const match = isJob ? undefined : router.find(rest.path);
  const route = isJob ? jobRoute : (match?.route ?? rest.path);
  const fault = faults.take(rest.method, route, rest.path);
  const record = (status: number) => log.record({ method: rest.method, route, path: rest.path, status });
  if (fault?.type === "delay") await new Promise((resume) => setTimeout(resume, fault.ms ?? 0));
  if (fault?.type === "dropBefore") {
    record(0);
    request.socket.destroy();
    return;
  }
  if (fault?.type === "respond" && fault.process !== true) {
    record(fault.status ?? 200);
    respondWith(response, fault);
    return;
  }
  const answer = options.world.clock.inZone(() => handle(options, match, rest, isJob, fault));
  if (fault?.type === "dropAfter") {
    record(0);
    request.socket.destroy();
    return;
  }
  if (fault?.type === "respond") {
    record(fault.status ?? 200);
    respondWith(response, fault);
    return;
  }
  record(answer.status);
  if (fault?.type === "malformed")
    respond(response, { ...answer, text: answer.text.slice(0, Math.ceil(answer.text.length / 2)) });
  else respond(response, answer);
}

function handle(
  { world, address }: HttpOptions,
  match: ReturnType<Router["find"]>,
  rest: RestRequest,
  isJob: boolean,
  fault: FaultAction | undefined,
): Answer {
  if (rest.method === "PATCH" || rest.method === "OPTIONS" || rest.method === "TRACE") return { status: 404, text: "" };
  if (isJob) return poll(world.jobs, rest);
  if (match === undefined) return { status: 404, text: `no api mapping to ${rest.path}` };
  const location = (job: string) => `${address()}${jobPath}${job}`;
  const jobFault = fault !== undefined && jobFaults.includes(fault.type) ? (fault as JobFault) : undefined;
  return dispatch(world, match, rest, location, jobFault);
}

/** No authorization is asked for here. */
function poll(jobs: HttpOptions["world"]["jobs"], rest: RestRequest): Answer {
  if (rest.method !== "GET" && rest.method !== "HEAD") {
    return { status: 405, text: "only GET method is allowed for querying job status" };
  }
  try {
    return jobs.poll(rest.path.slice(jobPath.length), rest.header("x-json-schema") !== undefined);
  } catch (error) {
    if (error instanceof TextError) return { status: error.status, text: error.message };
    throw error;
  }
}

/** The product sets no Content-Type, and makes a servlet session for every request. */
function respond(response: ServerResponse, answer: Answer): void {
  const bytes = Buffer.from(answer.text, "utf8");
  response.writeHead(answer.status, {
    "Set-Cookie": `JSESSIONID=${newUuid().toUpperCase()}; Path=${contextPath}; HttpOnly`,
    "Content-Length": bytes.length,
  });
  response.end(bytes);
}

function respondWith(response: ServerResponse, fault: FaultAction): void {
  const text = fault.body === undefined ? "" : typeof fault.body === "string" ? fault.body : JSON.stringify(fault.body);
  const bytes = Buffer.from(text, "utf8");
  response.writeHead(fault.status ?? 200, { "Content-Length": bytes.length, ...fault.headers });
  response.end(bytes);
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bodyLimit) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}
