// The server's end of RFC 6455, as far as Socket Mode needs it: text, ping, pong, close.

import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";

export type Socket = {
  readonly send: (text: string) => void;
  /** A proper close; `cut` drops the connection instead. */
  readonly close: () => void;
  readonly cut: () => void;
};

const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; // RFC 6455, section 1.3
const TEXT = 1;
const CLOSE = 8;
const PING = 9;
const PONG = 10;

export function accept(
  request: IncomingMessage,
  stream: Duplex,
  on: { readonly text: (text: string) => void; readonly end: () => void },
): Socket {
  const key = createHash("sha1").update(`${request.headers["sec-websocket-key"]}${GUID}`);
  stream.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${key.digest("base64")}\r\n\r\n`,
  );
  const write = (code: number, payload: Buffer) => {
    if (!stream.destroyed) stream.write(frame(code, payload));
  };
  let pending: Buffer = Buffer.alloc(0);
  let parts: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    for (let read = take(pending); read; read = take(pending)) {
      pending = read.rest;
      if (read.code === PING) write(PONG, read.payload);
      if (read.code === CLOSE) {
        write(CLOSE, read.payload);
        stream.end();
      }
      if (read.code > TEXT) continue;
      parts.push(read.payload);
      if (!read.isLast) continue;
      on.text(Buffer.concat(parts).toString("utf8"));
      parts = [];
    }
  });
  stream.on("error", () => stream.destroy()); // the other end was killed: that is a test, not a fault
  stream.on("end", () => stream.destroy()); // or a killed process would leave a socket that looks open
  stream.on("close", on.end);
  return {
    send: (text) => write(TEXT, Buffer.from(text)),
    close: () => write(CLOSE, Buffer.from([0x03, 0xe8])),
    cut: () => stream.destroy(),
  };
}

type Frame = { code: number; isLast: boolean; payload: Buffer; rest: Buffer };

/** The first whole frame of a client, unmasked; null while it is not complete. */
function take(bytes: Buffer): Frame | null {
  if (bytes.length < 2) return null;
  const short = bytes[1]! & 0x7f;
  const lengthBytes = short === 127 ? 8 : short === 126 ? 2 : 0;
  const maskAt = 2 + lengthBytes;
  if (bytes.length < maskAt + 4) return null;
  const length =
    lengthBytes === 8
      ? Number(bytes.readBigUInt64BE(2))
      : lengthBytes === 2
        ? bytes.readUInt16BE(2)
        : short;
  const from = maskAt + 4;
  if (bytes.length < from + length) return null;
  const mask = bytes.subarray(maskAt, from);
  const payload = Buffer.from(bytes.subarray(from, from + length));
  for (let at = 0; at < payload.length; at++) payload[at]! ^= mask[at % 4]!;
  const first = bytes[0]!;
  return {
    code: first & 0x0f,
    isLast: first >= 0x80,
    payload,
    rest: bytes.subarray(from + length),
  };
}

function frame(code: number, payload: Buffer): Buffer {
  const { length } = payload;
  const head =
    length < 126
      ? Buffer.from([0x80 | code, length])
      : length < 65_536
        ? Buffer.from([0x80 | code, 126, length >> 8, length & 0xff])
        : Buffer.concat([Buffer.from([0x80 | code, 127]), bigLength(length)]);
  return Buffer.concat([head, payload]);
}

function bigLength(length: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(length));
  return bytes;
}
