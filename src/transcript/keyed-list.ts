/** A list in which every key stands once: a later entry takes the place of an earlier one. Adding takes the same time however long it is. */
export class KeyedList<T> {
  readonly items: T[] = [];
  private readonly places = new Map<string, number>();
  private readonly keyOf: (item: T) => string;

  constructor(keyOf: (item: T) => string) {
    this.keyOf = keyOf;
  }

  get(key: string): T | undefined {
    const place = this.places.get(key);
    return place === undefined ? undefined : this.items[place];
  }

  set(item: T): void {
    const key = this.keyOf(item);
    const place = this.places.get(key);
    if (place !== undefined) this.items[place] = item;
    else {
      this.places.set(key, this.items.length);
      this.items.push(item);
    }
  }

  /** Keeps those that fit; the list itself stays the same. */
  keep(fits: (item: T) => boolean): void {
    const kept = this.items.filter(fits);
    if (kept.length === this.items.length) return;
    this.items.length = 0;
    this.places.clear();
    for (const item of kept) this.set(item);
  }
}
