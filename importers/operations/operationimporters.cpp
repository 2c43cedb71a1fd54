#include "importers/operations/operationimporters.h"

#include "importers/operations/mongodbjson.h"
#include "importers/operations/mongodbtext.h"
#include "importers/operations/mysqlerror.h"
#include "importers/operations/mysqlgeneral.h"
#include "importers/operations/mysqlslow.h"
#include "importers/operations/pgbouncer.h"
#include "importers/operations/postgresqlcloudsql.h"
#include "importers/operations/postgresqlcnpg.h"
#include "importers/operations/postgresqlcsvlog.h"
#include "importers/operations/postgresqljsonlog.h"
#include "importers/operations/postgresqlstderr.h"
#include "importers/operations/postgresqlsyslog.h"
#include "importers/operations/redislog.h"
#include "importers/operations/redisslowlog.h"
#include "importers/operations/strace.h"

namespace faultline {

void addOperationImporters(ImporterList& list)
{
    list.push_back(std::make_unique<MongoDbJsonImporter>());
    list.push_back(std::make_unique<MongoDbTextImporter>());
    list.push_back(std::make_unique<MySqlErrorImporter>());
    list.push_back(std::make_unique<MySqlGeneralImporter>());
    list.push_back(std::make_unique<MySqlSlowImporter>());
    list.push_back(std::make_unique<PgBouncerImporter>());
    list.push_back(std::make_unique<PostgresCloudSqlImporter>());
    list.push_back(std::make_unique<PostgresCnpgImporter>());
    list.push_back(std::make_unique<PostgresCsvlogImporter>());
    list.push_back(std::make_unique<PostgresJsonlogImporter>());
    list.push_back(std::make_unique<PostgresStderrImporter>());
    list.push_back(std::make_unique<PostgresSyslogImporter>());
    list.push_back(std::make_unique<RedisLogImporter>());
    list.push_back(std::make_unique<RedisSlowLogImporter>());
    list.push_back(std::make_unique<StraceImporter>());
}

}    // namespace faultline
