#pragma once

#include "app/import/importer.h"
#include "importers/loglines/loglayout.h"

#include <string_view>
#include <vector>

namespace faultline {

/// A kind of program log: one record begins with a line of one of the shapes, and every line that is no such head belongs to
/// the record before it (stack traces, printed settings).
struct LogDialect {
    FormatInfo info = {};
    std::string_view what = {};                        ///< "lines of a Kafka log"
    int certain = 92;                                  ///< confidence where the heads are the rule
    std::vector<std::string_view> shapes = {};         ///< LogLayout, the most telling first
    std::string_view comment = {};                     ///< lines that begin so are skipped; "" = there are none
    bool (*refine)(LogHead&) = nullptr;                ///< reads more out of a matched head; false: it is none after all
    bool (*isTelling)(const LogHead&) = nullptr;       ///< where the shapes are common: half of the heads must pass
    void (*complete)(LogHead&) = nullptr;              ///< the same once line.text holds the whole record
    void (*measure)(const LogHead&, RecordSink&) = nullptr;    ///< samples that the record holds beside itself
    bool (*takeRequest)(LogHead&, Request&) = nullptr;        ///< fills the request that the record is; its time is the line's
};

class LogDialectImporter final : public Importer {
public:
    explicit LogDialectImporter(LogDialect dialect);
    const FormatInfo& info() const override { return m_dialect.info; }
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;

private:
    LogDialect m_dialect;
    std::vector<LogLayout> m_layouts;
};

std::vector<LogDialect> systemLogDialects();      ///< syslog, journal, Kubernetes
std::vector<LogDialect> javaLogDialects();
std::vector<LogDialect> javaServerDialects();     ///< Kafka, ZooKeeper, Hadoop, Cassandra, Solr, Elasticsearch, Tomcat
std::vector<LogDialect> serverErrorDialects();    ///< nginx, Apache, RabbitMQ, PHP
std::vector<LogDialect> languageLogDialects();    ///< Python, Go, Ruby

}    // namespace faultline
