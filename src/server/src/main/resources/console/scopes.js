/** What a scope allows, as far as the page has to know. The node decides; this only hides what it would deny. */
export function allowsDelete(scope, subject, service, id) {
  if (scope === 'write') {
    return true;
  }
  if (!scope.startsWith('write:')) {
    return false;
  }
  const [services, ids = '*'] = scope.slice('write:'.length).split('/');
  return matches(services, subject, service) && matches(ids, subject, id);
}

/** A `*` stands for any run of characters, `{subject}` for the client's name. */
function matches(pattern, subject, name) {
  const parts = pattern.split('*').map(part => part.split('{subject}').map(decodeURIComponent).join(subject));
  if (parts.length === 1) {
    return name === parts[0];
  }
  const first = parts.shift();
  const last = parts.pop();
  const end = name.length - last.length;
  let at = first.length;
  if (end < at || !name.startsWith(first) || !name.endsWith(last)) {
    return false;
  }
  return parts.every(part => {
    const found = name.indexOf(part, at);
    at = found + part.length;
    return found >= 0 && at <= end;
  });
}
