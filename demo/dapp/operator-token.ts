/** Back offices are for operators: a token made at first start, printed by `npm start`, sent as a header. */
import { createHash, timingSafeEqual } from "node:crypto";
import type { MiddlewareHandler } from "hono";

const hash = (text: string): Uint8Array => createHash("sha256").update(text).digest();

/** Lets requests through that carry `Authorization: Bearer <token>`; compared in constant time. */
export function operatorOnly(token: string): MiddlewareHandler {
  const expected = hash(`Bearer ${token}`);
  return async (c, next) => {
    if (!timingSafeEqual(hash(c.req.header("authorization") ?? ""), expected))
      return c.json({ error: "The operator's token is missing or wrong" }, 401);
    return next();
  };
}
