const DIGIT_BITS = 11;
const DIGITS = 2 ** DIGIT_BITS;

/** One pass of a radix sort: the order by one digit of the keys, stable. */
function sortByDigit(order: Uint32Array, keys: ArrayLike<number>, shift: number) {
  const counts = new Uint32Array(DIGITS + 1);
  // Iterators of typed arrays make an object a step until they are optimised: here that is millions.
  for (let index = 0; index < order.length; index++) {
    const digit = ((keys[order[index] as number] as number) >>> shift) & (DIGITS - 1);
    counts[digit + 1] = (counts[digit + 1] as number) + 1;
  }
  for (let digit = 1; digit <= DIGITS; digit++)
    counts[digit] = (counts[digit] as number) + (counts[digit - 1] as number);
  const sorted = new Uint32Array(order.length);
  for (let index = 0; index < order.length; index++) {
    const place = order[index] as number;
    const digit = ((keys[place] as number) >>> shift) & (DIGITS - 1);
    const at = counts[digit] as number;
    counts[digit] = at + 1;
    sorted[at] = place;
  }
  return sorted;
}

/** Below this many a plain sort is done before the counts of a radix sort are set up. */
const FEW = 2000;

/** Sorts the places of IPv4 prefixes from left to right, outer before inner; equal ones keep their order. */
export function sortPrefixes(places: Uint32Array, firsts: Uint32Array, lengths: Uint8Array): Uint32Array {
  if (places.length < FEW) {
    return places.toSorted(
      (a, b) =>
        (firsts[a] as number) - (firsts[b] as number) ||
        (lengths[a] as number) - (lengths[b] as number) ||
        a - b,
    );
  }
  let order = sortByDigit(places, lengths, 0);
  for (let shift = 0; shift < 32; shift += DIGIT_BITS) order = sortByDigit(order, firsts, shift);
  return order;
}
