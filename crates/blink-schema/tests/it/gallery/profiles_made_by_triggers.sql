-- shows: profiles that a trigger makes after each user, as Supabase's guide has it, to which all else refers
-- since: 12
-- constant: profiles.bio
-- ask: SELECT (SELECT count(*) FROM users) = (SELECT count(*) FROM profiles) => t
-- ask: SELECT count(*) > 0 FROM posts => t
-- ask: SELECT count(*) > 0 FROM follows => t
-- ask: SELECT count(DISTINCT author_id) > 1 OR count(*) < 5 FROM posts => t
CREATE TABLE users (id uuid PRIMARY KEY, email text NOT NULL UNIQUE, created_at timestamptz NOT NULL);
CREATE TABLE profiles (id uuid PRIMARY KEY REFERENCES users ON DELETE CASCADE, username text UNIQUE, bio text);
CREATE TABLE posts (
    id bigint PRIMARY KEY,
    author_id uuid NOT NULL REFERENCES profiles (id),
    title text NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE TABLE follows (
    follower uuid NOT NULL REFERENCES profiles,
    followed uuid NOT NULL REFERENCES profiles,
    PRIMARY KEY (follower, followed)
);
CREATE FUNCTION handle_new_user() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
begin
  insert into public.profiles (id, username)
  values (new.id, new.email);
  return new;
end;
$$;
CREATE TRIGGER on_user_created AFTER INSERT ON users FOR EACH ROW EXECUTE PROCEDURE handle_new_user();
