#include "importers/loglines/loglineimporters.h"

#include "importers/loglines/fluentbit.h"
#include "importers/loglines/jsonlog.h"
#include "importers/loglines/logdialect.h"
#include "importers/loglines/logexport.h"
#include "importers/loglines/logfmt.h"
#include "importers/loglines/logtables.h"
#include "importers/loglines/openamlog.h"
#include "importers/loglines/plainlog.h"
#include "importers/loglines/zeeklog.h"

#include <utility>

namespace faultline {

void addLoglineImporters(ImporterList& list)
{
    for (const auto dialects : {systemLogDialects, javaServerDialects, javaLogDialects, serverErrorDialects, languageLogDialects}) {
        for (LogDialect& dialect : dialects())
            list.push_back(std::make_unique<LogDialectImporter>(std::move(dialect)));
    }
    for (const auto exports : {logExports, logTables}) {
        for (const LogExport& format : exports())
            list.push_back(std::make_unique<LogExportImporter>(format));
    }
    list.push_back(std::make_unique<FluentBitImporter>());
    list.push_back(std::make_unique<OpenAmLogImporter>());
    list.push_back(std::make_unique<ZeekLogImporter>());
    list.push_back(std::make_unique<JsonLogImporter>());
    list.push_back(std::make_unique<LogfmtImporter>());
    list.push_back(std::make_unique<PlainLogImporter>());    // the most general: whatever has a time
}

}    // namespace faultline
