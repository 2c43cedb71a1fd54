#pragma once

#include "app/import/importer.h"

namespace faultline {

/// "aws cloudwatch get-metric-data": parallel lists of times and values, newest first.
std::unique_ptr<Importer> cloudWatchMetricData();
/// "aws cloudwatch get-metric-statistics": data points in no order, a statistic a member.
std::unique_ptr<Importer> cloudWatchMetricStatistics();
/// CloudWatch metric streams: an object a line, or records of Firehose with such lines in base64.
std::unique_ptr<Importer> cloudWatchMetricStream();

}    // namespace faultline
