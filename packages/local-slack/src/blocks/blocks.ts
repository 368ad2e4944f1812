import type { JsonObject } from '../json.ts';
import { BLOCK_LIMITS } from '../limits.ts';
import { checkPlainText, checkText } from './composition.ts';
import { ACCESSORIES, ACTIONS_ELEMENTS, checkElement, checkImage, INPUT_ELEMENTS } from './elements.ts';
import type { Problems } from './problems.ts';
import { checkRichText } from './rich-text.ts';
import { checkDataTable, checkTable } from './tables.ts';

type BlockCheck = (block: JsonObject, pointer: string, problems: Problems) => void;

/** What a container may hold (container reference): no markdown, no plan, no container. */
const CONTAINER_CHILDREN = [
  ...['actions', 'context', 'divider', 'file', 'header', 'image', 'input', 'rich_text', 'section', 'table'],
  'video',
];

const CHECKS: Record<string, BlockCheck> = {
  actions(block, at, problems) {
    problems.onlyProperties(block, at, ['type', 'block_id', 'elements']);
    const elements = problems.items(block.elements, `${at}/elements`, BLOCK_LIMITS.actionsElements);
    for (const [index, element] of elements.entries()) {
      checkElement(element, `${at}/elements/${index}`, problems, ACTIONS_ELEMENTS);
    }
  },
  alert(block, at, problems) {
    checkText(block.text, `${at}/text`, problems, BLOCK_LIMITS.sectionText);
    if (block.level !== undefined) {
      problems.oneOf(block.level, `${at}/level`, ['default', 'info', 'warning', 'error', 'success']);
    }
  },
  card: checkCard,
  carousel(block, at, problems) {
    const cards = problems.items(block.elements, `${at}/elements`, BLOCK_LIMITS.carouselCards);
    for (const [index, card] of cards.entries()) {
      const object = problems.object(card, `${at}/elements/${index}`);
      if (object) checkCard(object, `${at}/elements/${index}`, problems);
    }
  },
  container: checkContainer,
  context(block, at, problems) {
    problems.onlyProperties(block, at, ['type', 'block_id', 'elements']);
    const elements = problems.items(block.elements, `${at}/elements`, BLOCK_LIMITS.contextElements);
    for (const [index, value] of elements.entries()) {
      const element = problems.object(value, `${at}/elements/${index}`);
      if (!element) continue;
      if (element.type === 'image') checkImage(element, `${at}/elements/${index}`, problems);
      else checkText(element, `${at}/elements/${index}`, problems, BLOCK_LIMITS.sectionText);
    }
  },
  context_actions(block, at, problems) {
    const elements = problems.items(block.elements, `${at}/elements`, BLOCK_LIMITS.contextActionsElements);
    for (const [index, element] of elements.entries()) {
      checkElement(element, `${at}/elements/${index}`, problems, ['feedback_buttons', 'icon_button']);
    }
  },
  data_table: checkDataTable,
  divider(block, at, problems) {
    problems.onlyProperties(block, at, ['type', 'block_id']);
  },
  header(block, at, problems) {
    problems.onlyProperties(block, at, ['type', 'block_id', 'text', 'level']);
    checkPlainText(block.text, `${at}/text`, problems, BLOCK_LIMITS.headerText);
  },
  image: checkImage,
  input(block, at, problems) {
    problems.onlyProperties(block, at, [
      ...['type', 'block_id', 'label', 'hint', 'element', 'optional', 'dispatch_action'],
    ]);
    checkPlainText(block.label, `${at}/label`, problems, BLOCK_LIMITS.inputLabel);
    if (block.hint !== undefined) {
      checkPlainText(block.hint, `${at}/hint`, problems, BLOCK_LIMITS.inputHint);
    }
    checkElement(block.element, `${at}/element`, problems, INPUT_ELEMENTS);
  },
  markdown(block, at, problems) {
    problems.onlyProperties(block, at, ['type', 'block_id', 'text']);
    problems.string(block.text, `${at}/text`, BLOCK_LIMITS.markdownText);
  },
  plan(block, at, problems) {
    problems.string(block.title, `${at}/title`, BLOCK_LIMITS.sectionText);
    if (block.tasks === undefined) return;
    const tasks = problems.items(block.tasks, `${at}/tasks`, BLOCK_LIMITS.perMessage, 0);
    for (const [index, task] of tasks.entries()) {
      checkBlock(task, `${at}/tasks/${index}`, problems, ['task_card'], 'plan');
    }
  },
  rich_text: checkRichText,
  section: checkSection,
  table: checkTable,
  task_card(block, at, problems) {
    problems.string(block.task_id, `${at}/task_id`, BLOCK_LIMITS.blockId);
    problems.string(block.title, `${at}/title`, BLOCK_LIMITS.sectionText);
    problems.oneOf(block.status, `${at}/status`, ['pending', 'in_progress', 'complete', 'error']);
    if (block.details !== undefined) checkRichText(block.details, `${at}/details`, problems);
    if (block.output !== undefined) checkRichText(block.output, `${at}/output`, problems);
  },
  video(block, at, problems) {
    problems.string(block.video_url, `${at}/video_url`, 3000);
    problems.string(block.thumbnail_url, `${at}/thumbnail_url`, 3000);
    problems.string(block.alt_text, `${at}/alt_text`, BLOCK_LIMITS.imageAltText);
    checkPlainText(block.title, `${at}/title`, problems, 199);
  },
};

/** Where a block may stand (`available-in-surfaces` of Slack's blocks.json); `file` nowhere: Slack adds that by itself. */
const EVERYWHERE = [
  ...['actions', 'card', 'context', 'divider', 'header', 'image', 'input', 'rich_text', 'section', 'video'],
] as const;
export const SURFACE_BLOCKS = {
  message: [
    ...EVERYWHERE,
    ...['carousel', 'container', 'context_actions', 'data_table', 'markdown', 'plan', 'table', 'task_card'],
  ],
  modal: [...EVERYWHERE, 'alert'],
  home: [...EVERYWHERE, 'carousel'],
} as const satisfies Record<string, readonly string[]>;
export type Surface = keyof typeof SURFACE_BLOCKS;

/** One block, of a type that its place allows. */
export function checkBlock(
  value: unknown,
  pointer: string,
  problems: Problems,
  allowed: readonly string[],
  parent?: string,
): void {
  const block = problems.object(value, pointer);
  if (!block) return;
  const type = String(block.type);
  const refused = problems.policy.refusedBlocks;
  const isRefused = refused.has(type) || (parent !== undefined && refused.has(`${parent} > ${type}`));
  const check = allowed.includes(type) && !isRefused && CHECKS[type];
  if (!check) {
    problems.add(`${pointer}/type`, `unsupported type: ${type}`);
    return;
  }
  problems.optionalString(block.block_id, `${pointer}/block_id`, BLOCK_LIMITS.blockId, 1);
  check(block, pointer, problems);
}

function checkSection(block: JsonObject, at: string, problems: Problems): void {
  problems.onlyProperties(block, at, ['type', 'block_id', 'text', 'fields', 'accessory', 'expand']);
  if (block.text === undefined && block.fields === undefined) {
    problems.add(at, 'missing required field: text or fields');
  }
  if (block.text !== undefined) checkText(block.text, `${at}/text`, problems, BLOCK_LIMITS.sectionText);
  if (block.fields !== undefined) {
    const fields = problems.items(block.fields, `${at}/fields`, BLOCK_LIMITS.sectionFields);
    for (const [index, field] of fields.entries()) {
      checkText(field, `${at}/fields/${index}`, problems, BLOCK_LIMITS.sectionField);
    }
  }
  if (block.accessory !== undefined) {
    checkElement(block.accessory, `${at}/accessory`, problems, ACCESSORIES);
  }
}

function checkContainer(block: JsonObject, at: string, problems: Problems): void {
  problems.onlyProperties(block, at, [
    ...['type', 'block_id', 'title', 'rich_text_title', 'subtitle', 'child_blocks', 'width', 'icon'],
    ...['is_collapsible', 'default_collapsed', 'has_header_divider'],
  ]);
  if (block.rich_text_title !== undefined) {
    checkRichText(block.rich_text_title, `${at}/rich_text_title`, problems);
  } else {
    checkPlainText(block.title, `${at}/title`, problems, BLOCK_LIMITS.containerTitle);
  }
  if (block.subtitle !== undefined) {
    checkText(block.subtitle, `${at}/subtitle`, problems, BLOCK_LIMITS.containerTitle);
  }
  if (block.width !== undefined) {
    problems.oneOf(block.width, `${at}/width`, ['narrow', 'standard', 'wide', 'full']);
  }
  const children = problems.items(block.child_blocks, `${at}/child_blocks`, BLOCK_LIMITS.containerChildren);
  for (const [index, child] of children.entries()) {
    checkBlock(child, `${at}/child_blocks/${index}`, problems, CONTAINER_CHILDREN, 'container');
  }
}

function checkCard(block: JsonObject, at: string, problems: Problems): void {
  const parts = [block.hero_image, block.title, block.actions, block.body];
  if (parts.every((part) => part === undefined)) problems.add(at, 'missing required field: title or body');
  for (const [key, max] of [
    ['title', BLOCK_LIMITS.cardTitle],
    ['subtitle', BLOCK_LIMITS.cardTitle],
    ['body', BLOCK_LIMITS.cardBody],
  ] as const) {
    if (block[key] !== undefined) checkText(block[key], `${at}/${key}`, problems, max, ['mrkdwn']);
  }
  if (block.actions === undefined) return;
  for (const [index, button] of problems.items(block.actions, `${at}/actions`, 25).entries()) {
    checkElement(button, `${at}/actions/${index}`, problems, ['button']);
  }
}
