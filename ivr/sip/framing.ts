// Cuts a TCP stream into messages by Content-Length (RFC 3261 §18.3), and hears keep-alives (RFC 5626 §4.4.1).
import { largestMessage } from './message.ts';

const headEnd = Buffer.from('\r\n\r\n');
const lengthField = /^(?:content-length|l)[ \t]*:[ \t]*(\d{1,9})[ \t]*$/im;

/** `ping`: an empty pair of lines that wants one back. `fault`: nothing behind it can be told apart any more. */
export type Framed = { message: Buffer } | 'ping' | 'fault';

export class MessageStream {
  #waiting: Buffer = Buffer.alloc(0);
  /** No end of a head before it. */
  #searched = 0;
  #isBroken = false;

  push(chunk: Buffer): Framed[] {
    if (this.#isBroken) return [];
    this.#waiting = this.#waiting.length === 0 ? chunk : Buffer.concat([this.#waiting, chunk]);
    const framed: Framed[] = [];
    for (let next = this.#next(); next !== undefined; next = this.#next()) {
      framed.push(next);
      if (next === 'fault') break;
    }
    return framed;
  }

  #next(): Framed | undefined {
    if (this.#waiting.subarray(0, 4).equals(headEnd)) {
      this.#drop(4);
      return 'ping';
    }
    // A single one is the answer to a ping of ours. It is told from the first half of a ping by what follows.
    while (this.#waiting.length > 2 && this.#waiting[0] === 13 && this.#waiting[1] === 10) {
      if (this.#waiting[2] === 13) {
        if (this.#waiting.length < 4) return undefined;
        if (this.#waiting[3] === 10) return this.#next();
      }
      this.#drop(2);
    }
    const end = this.#waiting.indexOf(headEnd, Math.max(0, this.#searched - 3));
    if (end < 0) {
      this.#searched = this.#waiting.length;
      return this.#waiting.length > largestMessage ? this.#break() : undefined;
    }
    const length = lengthField.exec(this.#waiting.toString('latin1', 0, end).replaceAll('\r\n', '\n'))?.[1];
    const whole = end + headEnd.length + Number(length);
    if (length === undefined || whole > largestMessage) return this.#break();
    if (this.#waiting.length < whole) {
      this.#searched = end;
      return undefined;
    }
    const message = Buffer.from(this.#waiting.subarray(0, whole));
    this.#drop(whole);
    return { message };
  }

  #drop(bytes: number): void {
    this.#waiting = this.#waiting.subarray(bytes);
    this.#searched = 0;
  }

  #break(): 'fault' {
    this.#isBroken = true;
    this.#waiting = Buffer.alloc(0);
    return 'fault';
  }
}
