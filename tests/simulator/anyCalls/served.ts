// A simulator in a process of its own: one that hangs or dies is seen, and the next run of a test begins with a new one.

import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { type Json, simulatorCommand } from "../support";

/** Far more than any call takes on a busy machine, far less than the limit of a test. */
const patience = 15_000;

export interface Answered {
  status: number;
  text: string;
  json: Record<string, Json>;
}

export class Served {
  private child: ChildProcess | undefined;
  private base = "";
  private errors = "";
  /** By account, in this process. */
  readonly sessions = new Map<string, string>();

  constructor(private readonly options: readonly string[]) {}

  private get alive(): boolean {
    return this.child !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  /** The fixture again, in the process that there is or in a new one. */
  async reset(): Promise<void> {
    if (!this.alive) await this.start();
    await this.control("POST", "reset");
  }

  async start(): Promise<void> {
    this.errors = "";
    this.sessions.clear();
    const child = spawn(process.execPath, [...simulatorCommand, "--port", "0", ...this.options], {
      cwd: join(__dirname, "../../.."),
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.child = child;
    child.stderr.on("data", (chunk) => {
      this.errors = `${this.errors}${chunk}`.slice(-2000);
    });
    const line = await new Promise<string>((resolve, reject) => {
      child.stdout.once("data", (chunk) => resolve(String(chunk)));
      child.once("exit", (code) => reject(new Error(`ended with ${code}: ${this.errors}`)));
    });
    this.base = (JSON.parse(line) as { url: string }).url.replace(/\/zstack$/, "");
  }

  /** By its own process id; a process that hangs heeds nothing softer. */
  async stop(): Promise<void> {
    const { child } = this;
    if (child === undefined || !this.alive) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await ended;
  }

  async send(method: string, path: string, body?: string, headers: Record<string, string> = {}): Promise<Answered> {
    const request = { method, headers, ...(body === undefined ? {} : { body }), signal: AbortSignal.timeout(patience) };
    let response: Response;
    let text: string;
    try {
      response = await fetch(`${this.base}${path}`, request);
      text = await response.text();
    } catch (error) {
      const alive = this.alive;
      await this.stop();
      const reason = error instanceof Error ? `${error.message} ${String(error.cause ?? "")}` : String(error);
      throw new Error(`${alive ? "no answer" : "the process has ended"}: ${reason} ${this.errors}`);
    }
    return { status: response.status, text, json: parse(text) };
  }

  async control(method: string, path: string, body?: unknown): Promise<Record<string, Json>> {
    const answered = await this.send(
      method,
      `/simulator/${path}`,
      body === undefined ? undefined : JSON.stringify(body),
    );
    assert.equal(answered.status, 200, answered.text);
    return answered.json;
  }
}

function parse(text: string): Record<string, Json> {
  if (!text.startsWith("{")) return {};
  return JSON.parse(text) as Record<string, Json>;
}
