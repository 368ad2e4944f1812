import { describe, expect, test } from 'vitest';
import { CAUSES, type Diagnosed } from '../../src/analyzer/model/index.ts';
import { widthOf } from '../../src/picture/font/characters.ts';
import { remedyToShow } from '../../src/picture/index.ts';
import { layOut } from '../../src/picture/layout.ts';
import { WIDTH } from '../../src/picture/measures.ts';
import type { Box, Drawing, TextShape } from '../../src/picture/shapes.ts';
import { viewAfter, viewNow } from '../../src/picture/tell-view.ts';
import type { Language } from '../../src/texts/index.ts';
import { LANGUAGES_OF_TERMINAL as LANGUAGES } from '../../src/texts/terminal/index.ts';
import { hasEnglish } from '../support/english.ts';
import { openCases } from './corpus.ts';
import { hostile } from './hostile.ts';

const cases = openCases();

/** The smallest letters that one can read on a phone. */
const SMALLEST = 11;

function drawings(found: Diagnosed, language: Language): { which: string; drawing: Drawing }[] {
  const remedies = found.remedies.filter(({ replyWay }) => replyWay !== undefined);
  return [
    { which: 'now', drawing: layOut(viewNow(found, language)) },
    ...remedies.map((remedy) => ({ which: remedy.id, drawing: layOut(viewAfter(found, remedy, language)) })),
  ];
}

function boxOf({ text, x, y, anchor, size }: TextShape): Box {
  const width = widthOf(text, size);
  const left = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2;
  return { x: left, y: y - size * 0.88, width, height: size };
}

function overlap(one: Box, other: Box): boolean {
  const slack = 0.01;
  return (
    one.x + one.width > other.x + slack &&
    other.x + other.width > one.x + slack &&
    one.y + one.height > other.y + slack &&
    other.y + other.height > one.y + slack
  );
}

function isInside(inner: Box, outer: Box): boolean {
  const slack = 0.01;
  return (
    inner.x >= outer.x - slack &&
    inner.y >= outer.y - slack &&
    inner.x + inner.width <= outer.x + outer.width + slack &&
    inner.y + inner.height <= outer.y + outer.height + slack
  );
}

/** What is wrong with a drawing, in words. */
function faultsOf({ shapes, width, height }: Drawing): string[] {
  const faults: string[] = [];
  const canvas = { x: 0, y: 0, width, height };
  const texts = shapes.flatMap((shape, at) =>
    shape.kind === 'text' ? [{ shape, at, box: boxOf(shape) }] : [],
  );
  if (width !== WIDTH) faults.push(`${width} wide`);
  for (const { shape, at, box } of texts) {
    if (shape.size < SMALLEST) faults.push(`too small: ${shape.text}`);
    if (!isInside(box, shape.within)) faults.push(`out of its box: ${shape.text}`);
    if (!isInside(box, canvas)) faults.push(`out of the picture: ${shape.text}`);
    for (const other of texts)
      if (other.at > at && overlap(box, other.box)) faults.push(`${shape.text} over ${other.shape.text}`);
    for (const [index, drawn] of shapes.entries()) {
      if (drawn.kind === 'mark' && overlap(box, { x: drawn.x - 10, y: drawn.y - 10, width: 20, height: 20 }))
        faults.push(`under a mark: ${shape.text}`);
      if (drawn.kind === 'box' && overlap(box, drawn) && !isInside(box, drawn))
        faults.push(`across a border: ${shape.text}`);
      if (drawn.kind === 'box' && index > at && overlap(box, drawn)) faults.push(`covered: ${shape.text}`);
      if (drawn.kind !== 'line') continue;
      const [top, bottom] = [Math.min(drawn.from, drawn.to), Math.max(drawn.from, drawn.to)];
      const lane = { x: drawn.x - 2, y: top, width: 4, height: bottom - top };
      const isCovered = shapes.some(
        (cover, place) =>
          cover.kind === 'box' &&
          place > index &&
          place < at &&
          isInside(box, cover) &&
          isInside(shape.within, cover),
      );
      if (overlap(box, lane) && !isCovered) faults.push(`crossed by a way: ${shape.text}`);
    }
  }
  return faults;
}

describe.each(LANGUAGES)('every picture of every recording and paste, in %s', (language) => {
  test('has its texts in their boxes, none over another, none crossed', () => {
    const faults = cases.flatMap(({ name, found }) =>
      drawings(found, language).flatMap(({ which, drawing }) =>
        faultsOf(drawing).map((fault) => `${name}, ${which}: ${fault}`),
      ),
    );

    expect(cases.length).toBeGreaterThan(600);
    expect(faults).toEqual([]);
  });

  test('marks one place: where it stops, what is not known, or that it passes', () => {
    const wrong = cases.filter(({ found }) => {
      const marks = layOut(viewNow(found, language)).shapes.filter(({ kind }) => kind === 'mark');
      return marks.length !== 2;
    });

    expect(wrong.map(({ name }) => name)).toEqual([]);
  });

  test('is of every cause, and fits on a phone', () => {
    const drawn = new Set(cases.map(({ found }) => found.cause));
    const tall = cases.filter(({ found }) => layOut(viewNow(found, language)).height > 480);

    expect(CAUSES.filter((cause) => !drawn.has(cause))).toEqual([]);
    expect(tall.map(({ name }) => name)).toEqual([]);
  });
});

test('a picture in Japanese has its sentences in Japanese', () => {
  const names = ({ found }: (typeof cases)[number]) => [
    ...[found.host, found.scene.host, found.scene.peer ?? '', found.flow.interface],
    found.settles?.command.join(' ') ?? '',
  ];
  const english = cases.flatMap((one) =>
    drawings(one.found, 'ja').flatMap(({ drawing }) =>
      drawing.shapes.flatMap((shape) =>
        shape.kind === 'text' && hasEnglish(shape.text, names(one)) ? [`${one.name}: ${shape.text}`] : [],
      ),
    ),
  );

  expect(english).toEqual([]);
});

describe.each(LANGUAGES)('names and addresses as long and strange as they come, in %s', (language) => {
  test.each(hostile(cases))('$name', ({ found }) => {
    const faults = drawings(found, language).flatMap(({ which, drawing }) =>
      faultsOf(drawing).map((fault) => `${which}: ${fault}`),
    );

    expect(faults).toEqual([]);
  });
});

test('what is drawn after a fix is the way of the reply that the plan makes', () => {
  const article = cases.find(({ name }) => name === 'strict-seed')?.found;
  const remedy = article && remedyToShow(article);
  if (!article || !remedy) throw new Error('the recording of the case has a remedy');

  expect(viewNow(article, 'en').egress).toMatchObject({ kind: 'other', interface: { name: 'eth0' } });
  expect(viewAfter(article, remedy, 'en').egress).toEqual({ kind: 'same' });
});
