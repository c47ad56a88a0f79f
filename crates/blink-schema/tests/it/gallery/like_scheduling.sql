-- shows: in the manner of a calendar application with ORM-made DDL: quoted camel case, cuid keys, enums, implicit join tables _AToB
-- constant: "User".password
-- since: 12
-- ask: SELECT id FROM "Booking" WHERE "endTime" <= "startTime" => nothing
-- ask: SELECT id FROM "Booking" WHERE "updatedAt" < "createdAt" => nothing
CREATE TYPE "BookingStatus" AS ENUM ('cancelled', 'accepted', 'rejected', 'pending');
CREATE TYPE "MembershipRole" AS ENUM ('MEMBER', 'ADMIN', 'OWNER');
CREATE TABLE "User" ("id" serial NOT NULL, "username" text, "name" text, "email" text NOT NULL, "emailVerified" timestamp(3), "password" text, "timeZone" text NOT NULL DEFAULT 'Europe/London', "weekStart" text NOT NULL DEFAULT 'Sunday', "createdDate" timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP, CONSTRAINT "User_pkey" PRIMARY KEY ("id"));
CREATE UNIQUE INDEX "User_username_key" ON "User" ("username");
CREATE UNIQUE INDEX "User_email_key" ON "User" ("email");
CREATE TABLE "Team" ("id" serial NOT NULL PRIMARY KEY, "name" text NOT NULL, "slug" text UNIQUE, "metadata" jsonb, "parentId" int REFERENCES "Team" ON DELETE CASCADE ON UPDATE CASCADE);
CREATE TABLE "Membership" ("teamId" int NOT NULL REFERENCES "Team", "userId" int NOT NULL REFERENCES "User", "accepted" boolean NOT NULL DEFAULT false, "role" "MembershipRole" NOT NULL, PRIMARY KEY ("userId", "teamId"));
CREATE TABLE "EventType" ("id" serial PRIMARY KEY, "title" text NOT NULL, "slug" text NOT NULL, "length" int NOT NULL, "userId" int REFERENCES "User", "teamId" int REFERENCES "Team", "price" int NOT NULL DEFAULT 0, "currency" text NOT NULL DEFAULT 'usd', "hidden" boolean NOT NULL DEFAULT false);
CREATE UNIQUE INDEX "EventType_userId_slug_key" ON "EventType" ("userId", "slug");
CREATE UNIQUE INDEX "EventType_teamId_slug_key" ON "EventType" ("teamId", "slug");
CREATE TABLE "Booking" ("id" text NOT NULL PRIMARY KEY, "uid" text NOT NULL UNIQUE, "userId" int REFERENCES "User", "eventTypeId" int REFERENCES "EventType", "title" text NOT NULL, "startTime" timestamp(3) NOT NULL, "endTime" timestamp(3) NOT NULL, "status" "BookingStatus" NOT NULL DEFAULT 'accepted', "createdAt" timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP, "updatedAt" timestamp(3) NOT NULL, "rescheduled" boolean, "fromReschedule" text);
CREATE TABLE "Attendee" ("id" serial PRIMARY KEY, "email" text NOT NULL, "name" text NOT NULL, "timeZone" text NOT NULL, "bookingId" text REFERENCES "Booking");
CREATE TABLE "_UserToEventType" ("A" int NOT NULL REFERENCES "EventType" ON DELETE CASCADE ON UPDATE CASCADE, "B" int NOT NULL REFERENCES "User" ON DELETE CASCADE ON UPDATE CASCADE);
CREATE UNIQUE INDEX "_UserToEventType_AB_unique" ON "_UserToEventType" ("A", "B");
CREATE INDEX "_UserToEventType_B_index" ON "_UserToEventType" ("B");
