/** Assertions for `npm run typecheck`. Nothing here runs. */

/** True where both are one type: neither is wider, and no member is optional or readonly in one alone. */
export type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles where the assertion is true: `holds<Same<A, B>>()`. */
export declare function holds<_Assertion extends true>(): void;
