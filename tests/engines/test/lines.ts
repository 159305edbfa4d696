/** What the runner prints: first what the engine is, then each case. */
export type Line =
  | {
      readonly kind: "engine";
      readonly v8: string;
      /** The build that the page would choose on this engine. */
      readonly suitable: string;
      /** Whether the engine accepts the wasm file at all. */
      readonly isAccepted: boolean;
    }
  | {
      readonly kind: "case";
      /** Place in the list of cases. */
      readonly place: number;
      /** Why it failed; absent if it did not. */
      readonly failure?: string;
    };
