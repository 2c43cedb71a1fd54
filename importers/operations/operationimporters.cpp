#include "importers/operations/operationimporters.h"

#include "importers/operations/mongodbjson.h"
#include "importers/operations/postgresqlcsvlog.h"
#include "importers/operations/postgresqljsonlog.h"
#include "importers/operations/postgresqlstderr.h"

namespace faultline {

void addOperationImporters(ImporterList& list)
{
    list.push_back(std::make_unique<MongoDbJsonImporter>());
    list.push_back(std::make_unique<PostgresCsvlogImporter>());
    list.push_back(std::make_unique<PostgresJsonlogImporter>());
    list.push_back(std::make_unique<PostgresStderrImporter>());
}

}    // namespace faultline
