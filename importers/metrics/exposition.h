#pragma once

#include "app/import/importer.h"
#include "app/model/series.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace faultline {

/// Sample lines of the Prometheus exposition formats: name, labels in braces, value, time, exemplar.
enum class ExpositionDialect : std::uint8_t {
    Text,          ///< text format 0.0.4: any blanks, a comma after the last label, times in milliseconds, quoted UTF-8 names
    OpenMetrics    ///< OpenMetrics 1.0: single blanks, times in seconds, exemplars
};

struct ExpositionSample {
    std::string_view head;        ///< name and labels as written: the same text is the same series
    std::string_view name;        ///< "" when the name stands among the labels
    std::string_view labels;      ///< between the braces; data() is nullptr when there are none
    std::string_view value;
    std::string_view time;        ///< data() is nullptr when there is none
    std::string_view exemplar;    ///< from its brace on; data() is nullptr when there is none
};

/// Cuts a sample line; the sentence that says what is wrong, "" when nothing is. Labels and numbers are not looked into.
std::string_view cutExposition(std::string_view line, ExpositionDialect dialect, ExpositionSample& sample);

/// The labels between the braces, escapes resolved; a quoted text without = (and __name__) is the name. "" when all is well.
std::string_view parseExpositionLabels(std::string_view text, ExpositionDialect dialect, std::string& name, Labels& labels);

/// "{a=\"b\"} 0.67 123.4" by OpenMetrics' grammar, labels of at most 128 characters. "" when all is well.
std::string_view checkExemplar(std::string_view exemplar);

bool isMetricName(std::string_view name);

enum class MetricType : std::uint8_t { Unknown, Counter, Gauge, Histogram, GaugeHistogram, StateSet, Info, Summary };
/// "unknown" and "untyped" are one; nothing for other words.
std::optional<MetricType> metricTypeNamed(std::string_view word);
/// What a sample of a metric family counts: `suffix` is its name without the family's.
SeriesKind seriesKindOf(MetricType type, std::string_view suffix);
/// Of a sample whose family has no type: by the usual endings.
SeriesKind seriesKindOf(std::string_view sampleName);

/// What the head of an exposition document shows.
struct ExpositionCensus {
    std::size_t filled = 0;
    std::size_t mine = 0;             ///< samples and metadata
    std::size_t samples = 0;
    std::size_t braced = 0;
    std::size_t nameless = 0;         ///< {__name__="up",...}
    std::size_t metadata = 0;         ///< # TYPE, # HELP, # UNIT, # EOF
    std::size_t stamped = 0;
    bool isOpenMetrics = false;       ///< by # EOF, # UNIT, a type of its own, an exemplar, or times in seconds
};
ExpositionCensus censusOfExposition(const SourceHead& head);
/// A census as an opinion.
Detection detectionOf(const ExpositionCensus& census, std::string_view what);

}    // namespace faultline
