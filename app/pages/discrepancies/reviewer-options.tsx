/** Who may review, for a select. */
export function ReviewerOptions({ reviewers }: { reviewers: readonly { id: number; email: string }[] }) {
  return (
    <>
      <option value="none">Unassigned</option>
      {reviewers.map(({ id, email }) => (
        <option key={id} value={id}>
          {email}
        </option>
      ))}
    </>
  );
}
