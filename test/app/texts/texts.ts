import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** Attributes that say nothing to a person. */
const NOT_SAID =
  /^(className|class|action|to|href|type|name|id|key|role|data-.*|aria-(hidden|current|live)|rel|method|autoComplete|pattern|enctype|encType|value|htmlFor|look|accept|inputMode)$/;
/** Words of a sentence, with a capital or an end: no class names, keys, codes or addresses. */
const SENTENCE = /^(?=.*[a-z]{2})(?:[A-Z“][\w’“”%,;:()–—-]*(?:\s|$)|.*\s.*[.?!:]$)/u;
const JSX_WORDS = /[A-Za-z]{2}/;

/**
 * All that a file of ours may show to a person, in the order in which it stands there: the text of its markup, and the
 * literals that read as words. A gap between two texts of a sentence, which something is put into, is `…`.
 */
export function textsOf(file: string): string[] {
  const source = ts.createSourceFile(
    path.basename(file),
    readFileSync(file, 'utf8'),
    ts.ScriptTarget.Latest,
    true,
    file.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS,
  );
  const found: string[] = [];
  const add = (text: string, isMarkup = false) => {
    const words = text.replace(/\s+/g, ' ').trim();
    if (isMarkup ? JSX_WORDS.test(words) : SENTENCE.test(words)) found.push(words);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return;
    if (ts.isJsxAttribute(node) && NOT_SAID.test(node.name.getText())) return;
    if (ts.isTaggedTemplateExpression(node)) return;
    if (ts.isNewExpression(node) && node.expression.getText() === 'Error') return;
    if (ts.isJsxElement(node) || ts.isJsxFragment(node)) {
      markup(node, add, visit);
      return;
    }
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) add(node.text);
    if (ts.isTemplateExpression(node)) add(templated(node));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** An element's own text in one piece; what is put into it is visited after it. */
function markup(
  node: ts.JsxElement | ts.JsxFragment,
  add: (text: string, isMarkup: boolean) => void,
  visit: (node: ts.Node) => void,
): void {
  if (ts.isJsxElement(node)) visit(node.openingElement);
  const own = node.children.map((child) => (ts.isJsxText(child) ? child.text : isBlank(child) ? ' ' : ' … '));
  add(own.join(''), true);
  for (const child of node.children) if (!ts.isJsxText(child)) visit(child);
}

function isBlank(node: ts.JsxChild): boolean {
  return (
    ts.isJsxExpression(node) &&
    node
      .getText()
      .replace(/[{}'"]/g, '')
      .trim() === ''
  );
}

function templated({ head, templateSpans }: ts.TemplateExpression): string {
  return head.text + templateSpans.map(({ literal }) => `…${literal.text}`).join('');
}
