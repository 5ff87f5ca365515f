import type { Response } from "../../support/forward";
import type { Phase } from "./engine";

/** One place in the sequence of a run's requests; the same question asked again and again is one place. */
export interface Position {
  /** The same in every run: method, path without ids, and the how-manieth of these. */
  readonly key: string;
  readonly phase: Phase;
  /** The platform starts work that ends after its answer. */
  readonly submits: boolean;
  /** Asks what has become of such work. */
  readonly polls: boolean;
  /** Proves who sends it. */
  readonly authorized: boolean;
  /** Writes the owner mark. */
  readonly marks: boolean;
}

/** A request on its way. */
export interface Exchange {
  readonly position: Position;
  readonly method: string;
  /** Without query. */
  readonly path: string;
  /** Session or token. */
  readonly credential: string | undefined;
  /** The platform's answer; sends the request the first time. */
  answer(): Promise<Response>;
  deliver(answer: Response): Promise<void>;
  /** The connection is cut. */
  drop(): void;
  /** The platform's answer says that the work asked about has not ended. */
  isPending(): Promise<boolean>;
}

export type Hook = (exchange: Exchange) => Promise<void>;

export const passOn: Hook = async (exchange) => exchange.deliver(await exchange.answer());

/** A line between provider processes and a platform that numbers what goes over it, and can do harm at any place. */
export abstract class Line {
  readonly positions: Position[] = [];
  phase: () => Phase = () => "check";
  hook: Hook = passOn;
  private readonly counts = new Map<string, number>();

  protected abstract saysPending(answer: Response): boolean;

  /** Counts anew; nothing is done to what passes. */
  reset(): void {
    this.positions.length = 0;
    this.counts.clear();
    this.quiet();
  }

  quiet(): void {
    this.hook = passOn;
  }

  protected newPosition(route: string, facts: Omit<Position, "key" | "phase">): Position {
    const count = (this.counts.get(route) ?? 0) + 1;
    this.counts.set(route, count);
    const position = { key: `${route} #${count}`, phase: this.phase(), ...facts };
    this.positions.push(position);
    return position;
  }

  protected meet({
    send,
    ...request
  }: Omit<Exchange, "answer" | "isPending"> & { send(): Promise<Response> }): Promise<void> {
    let answered: Promise<Response> | undefined;
    const answer = (): Promise<Response> => {
      answered ??= send();
      return answered;
    };
    const isPending = async () => request.position.polls && this.saysPending(await answer());
    return this.hook({ ...request, answer, isPending });
  }
}
