/** Of the chance to err: what single levels may spend, all of them together. */
export const errorOfLevels = ({ confidence }: { readonly confidence: number }) => (1 - confidence) / 2;

/** What the fitted curve may spend, at its one look at the end; the last sixth allows for what the curve leaves out. */
export const errorOfFit = ({ confidence }: { readonly confidence: number }) => (1 - confidence) / 3;
