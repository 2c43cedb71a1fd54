#include "importers/metrics/metricimporters.h"

#include "importers/metrics/atlasmeasurements.h"
#include "importers/metrics/azuremonitor.h"
#include "importers/metrics/cloudwatch.h"
#include "importers/metrics/cloudwatchcsv.h"
#include "importers/metrics/datadogquery.h"
#include "importers/metrics/gatling.h"
#include "importers/metrics/grafanacsv.h"
#include "importers/metrics/graphite.h"
#include "importers/metrics/haproxystats.h"
#include "importers/metrics/influx.h"
#include "importers/metrics/jmeterxml.h"
#include "importers/metrics/k6.h"
#include "importers/metrics/loadtestjson.h"
#include "importers/metrics/loadtestrows.h"
#include "importers/metrics/locusthistory.h"
#include "importers/metrics/locustworkers.h"
#include "importers/metrics/metricdocuments.h"
#include "importers/metrics/netdata.h"
#include "importers/metrics/newman.h"
#include "importers/metrics/nginxplus.h"
#include "importers/metrics/openmetrics.h"
#include "importers/metrics/otlpmetrics.h"
#include "importers/metrics/prometheusqueryrange.h"
#include "importers/metrics/prometheustext.h"
#include "importers/metrics/sysstat.h"
#include "importers/metrics/tcpd.h"
#include "importers/metrics/timeless.h"
#include "importers/metrics/tsung.h"
#include "importers/metrics/victoriametrics.h"

namespace faultline {

void addMetricImporters(ImporterList& list)
{
    list.push_back(std::make_unique<PrometheusQueryRange>());
    list.push_back(std::make_unique<PrometheusText>());
    list.push_back(std::make_unique<PromtoolDump>());
    list.push_back(std::make_unique<OpenMetricsImporter>());
    list.push_back(std::make_unique<GrafanaCsv>());
    list.push_back(atlasMeasurements());
    list.push_back(azureMonitor());
    list.push_back(cloudWatchMetricData());
    list.push_back(cloudWatchMetricStatistics());
    list.push_back(cloudWatchMetricStream());
    list.push_back(cloudWatchConsoleCsv());
    list.push_back(datadogQuery());
    list.push_back(graphitePlaintext());
    list.push_back(graphiteJson());
    list.push_back(haproxyStats());
    list.push_back(influxLineProtocol());
    list.push_back(influxAnnotatedCsv());
    list.push_back(influxQuery());
    list.push_back(metricDocuments());
    list.push_back(netdataJson());
    list.push_back(nginxPlusStatus());
    list.push_back(otlpMetrics());
    list.push_back(sarText());
    list.push_back(sadfDatabase());
    list.push_back(sadfJson());
    list.push_back(turingChangePointSeries());
    list.push_back(victoriaMetricsExport());

    // Load tests.
    list.push_back(apacheBenchTable());
    list.push_back(gatlingLog());
    list.push_back(jmeterCsv());
    list.push_back(jmeterXml());
    list.push_back(k6Json());
    list.push_back(k6Csv());
    list.push_back(locustHistory());
    list.push_back(locustWorkers());
    list.push_back(molotovReport());
    list.push_back(siegeLog());
    list.push_back(timelessSummary());
    list.push_back(tsungJson());
    list.push_back(vegetaCsv());
    list.push_back(newmanReport());
    list.push_back(vegetaJson());
}

}    // namespace faultline
