/** Who may review, for a select. */
export function ReviewerOptions({ reviewers }: { reviewers: readonly { id: number; label: string }[] }) {
  return (
    <>
      <option value="none">Unassigned</option>
      {reviewers.map(({ id, label }) => (
        <option key={id} value={id}>
          {label}
        </option>
      ))}
    </>
  );
}
