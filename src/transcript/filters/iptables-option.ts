/** One option of a rule: `! --dport 22` is `{ name: '--dport', negated: true, values: ['22'] }`. */
export interface Option {
  name: string;
  negated: boolean;
  values: string[];
}

/** A rule's match module with the options that belong to it. */
export interface ModuleUse {
  name: string;
  options: Option[];
}
