const SVG = 'http://www.w3.org/2000/svg';

const line = (d, color = '#fff', width = 2) => [
  'path',
  {
    d,
    fill: 'none',
    stroke: color,
    'stroke-width': width,
    'stroke-linecap': 'round',
    'stroke-linejoin': 'round',
  },
];
const fill = (d, color) => ['path', { d, fill: color }];
const disc = (color, r = 7.2) => ['circle', { cx: 8, cy: 8, r, fill: color }];
const box = (color) => ['rect', { x: 1, y: 1, width: 14, height: 14, rx: 3, fill: color }];
const dot = (cx, cy, r, color) => ['circle', { cx, cy, r, fill: color }];

const glass = [
  fill(
    'M3.5 1.5h9v1c0 2.5-2 4-3.4 5.5C10.5 9.5 12.5 11 12.5 13.500v1h-9v-1C3.5 11 5.5 9.5 6.9 8 5.5 6.5 3.5 5 3.5 2.500z',
    '#e8b45a',
  ),
  line('M3 1.500h10M3 14.500h10', '#8a5a2b', 1.6),
];
const mark = (color, d) => [disc(color), line(d), dot(8, 11.6, 1.1, '#fff')];

/** Emoji drawn on a 16 by 16 field. */
const PICTURES = {
  arrow_right: [box('#4a7fc9'), line('M4 8h7.5M8.5 4.8 11.7 8l-3.2 3.2')],
  arrows_counterclockwise: [
    box('#4a7fc9'),
    line(
      'M4.5 7A3.8 3.8 0 0 1 11 5.300M11.5 9A3.8 3.8 0 0 1 5 10.700M11.3 3.200v2.300H9M4.7 12.800v-2.300H7',
      '#fff',
      1.5,
    ),
  ],
  black_circle: [disc('#33363c')],
  black_square_for_stop: [box('#4a7fc9'), fill('M5 5h6v6H5z', '#fff')],
  bulb: [
    fill('M8 1a5 5 0 0 0-2.8 9.100V12h5.600v-1.900A5 5 0 0 0 8 1z', '#f2c744'),
    line('M6 13.500h4M6.8 15.200h2.4', '#8a8d93', 1.4),
  ],
  clipboard: [
    ['rect', { x: 2.5, y: 2, width: 11, height: 13, rx: 1.5, fill: '#b57b45' }],
    ['rect', { x: 4, y: 4, width: 8, height: 9.5, fill: '#fff' }],
    line('M5.5 6.500h5M5.5 8.700h5M5.5 10.900h3', '#9aa0a8', 1),
  ],
  exclamation: [line('M8 2.500v7', '#d23b4e', 3), dot(8, 13.3, 1.7, '#d23b4e')],
  eyes: [
    dot(4.3, 8, 3.6, '#e9edf2'),
    dot(11.7, 8, 3.6, '#e9edf2'),
    dot(5.3, 8.5, 1.7, '#33363c'),
    dot(12.7, 8.5, 1.7, '#33363c'),
  ],
  heavy_check_mark: [line('M2.5 8.5 6 12.500l7.5-9', 'currentColor', 2.4)],
  hourglass: glass,
  hourglass_flowing_sand: glass,
  information_source: [box('#4a7fc9'), line('M8 7.300v4.2', '#fff', 2), dot(8, 4.5, 1.2, '#fff')],
  large_blue_circle: [disc('#3d7fd1')],
  large_green_circle: [disc('#3aa757')],
  large_orange_circle: [disc('#e8873a')],
  large_yellow_circle: [disc('#f0c541')],
  lock: [
    line('M5 7.500V5a3 3 0 0 1 6 0v2.5', '#9aa0a8', 1.8),
    ['rect', { x: 2.5, y: 7, width: 11, height: 8, rx: 1.6, fill: '#e0a93f' }],
    dot(8, 11, 1.3, '#5d4514'),
  ],
  mag: [
    ['circle', { cx: 6.5, cy: 6.5, r: 4.6, fill: '#cfe4f5', stroke: '#5f6a78', 'stroke-width': 1.8 }],
    line('m10.2 10.2 4.3 4.3', '#5f6a78', 2.6),
  ],
  mag_right: [
    ['circle', { cx: 9.5, cy: 6.5, r: 4.6, fill: '#cfe4f5', stroke: '#5f6a78', 'stroke-width': 1.8 }],
    line('m5.8 10.2-4.3 4.3', '#5f6a78', 2.6),
  ],
  memo: [
    ['rect', { x: 2, y: 1.5, width: 10, height: 13, rx: 1.2, fill: '#f4f5f7', stroke: '#9aa0a8' }],
    line('M4 5h6M4 7.500h6M4 10h3', '#9aa0a8', 1),
    line('m8 12.5 5.5-6', '#e0a93f', 2.2),
  ],
  no_entry: [disc('#d23b4e'), line('M4.5 8h7', '#fff', 2.6)],
  no_entry_sign: [
    ['circle', { cx: 8, cy: 8, r: 6, fill: 'none', stroke: '#d23b4e', 'stroke-width': 2.2 }],
    line('m3.9 3.9 8.2 8.2', '#d23b4e', 2.2),
  ],
  octagonal_sign: [fill('M5 1h6l4 4v6l-4 4H5l-4-4V5z', '#d23b4e'), line('M4.5 8h7', '#fff', 2.2)],
  page_facing_up: [
    fill('M3 1h7l3 3v11H3z', '#eef0f3'),
    line('M5 6.500h6M5 9h6M5 11.500h4', '#9aa0a8', 1),
    fill('M10 1v3h3z', '#c4c9d0'),
  ],
  question: mark('#d23b4e', 'M6 6a2 2 0 1 1 2.8 1.900c-.6.3-.8.7-.8 1.3'),
  raised_hand: [
    line('M5.2 9V3.800M7.700 8.500V2.300M10.200 8.500V3.100M12.600 9.300V5.400', '#e8b45a', 2.2),
    fill(
      'M4.1 8h9.600v1.800c0 3-1.7 5.200-4.800 5.200-2.300 0-3.6-1.100-4.700-2.900L2 9.100c-.5-.9.800-1.900 1.700-1l1.200 1.400z',
      '#e8b45a',
    ),
  ],
  red_circle: [disc('#d23b4e')],
  rotating_light: [
    fill('M4 11V8a4 4 0 0 1 8 0v3z', '#e0445c'),
    ['rect', { x: 2.5, y: 11, width: 11, height: 3, rx: 1, fill: '#6b7280' }],
    line('M8 1v1.500M2.3 4.300l1.1 1M13.7 4.300l-1.1 1', '#e8873a', 1.4),
  ],
  shield: [
    fill('M8 1l6 2v4.500c0 3.7-2.6 6.3-6 7.5-3.4-1.2-6-3.8-6-7.500V3z', '#4a7fc9'),
    line('m5.3 8 2 2 3.4-4'),
  ],
  snowflake: [
    line('M8 1.500v13M2.400 4.750l11.200 6.500M13.600 4.750 2.400 11.250', '#5aa9dd', 1.6),
    dot(8, 8, 1.5, '#5aa9dd'),
  ],
  stopwatch: [
    ['circle', { cx: 8, cy: 9, r: 5.8, fill: '#eef0f3', stroke: '#5f6a78', 'stroke-width': 1.6 }],
    line('M8 9V5.800M6.5 1.300h3', '#5f6a78', 1.6),
  ],
  tada: [
    fill('M2 14 5.5 5l5.5 5.500z', '#e8b45a'),
    dot(11.5, 3.5, 1.2, '#d23b4e'),
    dot(13.5, 7.5, 1, '#3d7fd1'),
    dot(8.5, 2.5, 1, '#3aa757'),
    line('M9.5 6.500c1-.3 1.6-1 1.7-2', '#8e4a7b', 1.2),
  ],
  warning: [
    fill('M8 1.5 15.3 14.500H.7z', '#f0b429'),
    line('M8 6v4', '#33363c', 1.7),
    dot(8, 12.4, 1, '#33363c'),
  ],
  white_check_mark: [box('#2f9e5b'), line('m4.3 8.3 2.6 2.7 4.8-5.7')],
  white_circle: [['circle', { cx: 8, cy: 8, r: 6.5, fill: '#eef0f3', stroke: '#9aa0a8' }]],
  wrench: [
    line('m3 13 5.5-5.5', '#7b8794', 3),
    ['circle', { cx: 10.6, cy: 5.4, r: 2.7, fill: 'none', stroke: '#7b8794', 'stroke-width': 2.2 }],
    line('m11.2 4.8 2.6-2.6', 'var(--paper)', 2.2),
  ],
  x: [line('m3 3 10 10M13 3 3 13', '#d23b4e', 2.8)],
};

/** The picture of an emoji, read out as its character; undefined where there is none. */
export function emojiPicture(name, character) {
  if (!Object.hasOwn(PICTURES, name)) return undefined;
  const svg = document.createElementNS(SVG, 'svg');
  const attributes = {
    class: 'emoji',
    viewBox: '0 0 16 16',
    role: 'img',
    'aria-label': name.replaceAll('_', ' '),
  };
  for (const [key, value] of Object.entries(attributes)) svg.setAttribute(key, value);
  svg.dataset.character = character;
  for (const [tag, shape] of PICTURES[name]) {
    const part = document.createElementNS(SVG, tag);
    for (const [key, value] of Object.entries(shape)) part.setAttribute(key, String(value));
    svg.append(part);
  }
  return svg;
}
