/** A message that is a parameter of another one: any message; which ones there are is declared beside this file. */
export type Said = { readonly key: string; readonly [parameter: string]: unknown };
