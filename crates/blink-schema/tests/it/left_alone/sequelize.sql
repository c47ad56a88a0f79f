-- tool: Sequelize (umzug)
-- leaves: SequelizeMeta, SequelizeData
CREATE TABLE "SequelizeMeta" (name varchar(255) NOT NULL, CONSTRAINT "SequelizeMeta_pkey" PRIMARY KEY (name));
CREATE TABLE "SequelizeData" (name varchar(255) NOT NULL PRIMARY KEY);
