import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * The files that take longest, by name. Where no run was before this one Vitest begins with the largest, and two workers end
 * together only if none of these is left for the end.
 */
const LONGEST = [
  ...[
    'visibility',
    'troubled',
    'blocks-of-pages',
    'cost-of-pages',
    'integration-check',
    'access',
    'machines',
  ],
  ...['calm', 'private-api-border', 'kill-apart', 'headers', 'unreadable-filters', 'faults'],
].map((name) => `/${name}.test.ts`);

/** The order in which test files begin; none of them may count on it. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const others = await super.sort(files);
    const place = ({ moduleId }: TestSpecification) => {
      const found = LONGEST.findIndex((end) => moduleId.endsWith(end));
      return found < 0 ? LONGEST.length : found;
    };
    return others.toSorted((a, b) => place(a) - place(b));
  }
}
