type Loose<T> = { [K in keyof T]: T[K] | undefined };

/** The object without its undefined properties, as `exactOptionalPropertyTypes` wants optional ones. */
export function compact<T extends object>(loose: Loose<T>): T {
  for (const key of Object.keys(loose)) {
    if (loose[key as keyof T] === undefined) delete loose[key as keyof T];
  }
  return loose as T;
}
