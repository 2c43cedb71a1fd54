// Real postmortems and status page incidents, and the timed rows that a careful person finds when reading them. Every file was read
// and counted by hand; thirteen have every row written down. Moments inside the running text of a row stay in its body and are no
// rows. Where nothing in a file tells the zone, the row's wall clock in the zone of the case (UTC here) is what can be asked for.

#include "app/import/importerregistry.h"
#include "importers/builtinimporters.h"
#include "tests/importers/timelinesupport.h"
#include "tests/support/realdata.h"

#include <QtTest/QtTest>

#include <cstdio>
#include <map>

using namespace faultline;
using namespace faultline::test;

namespace {

struct Row {
    const char* start;
    const char* end;        // "" = none
    const char* written;
    const char* section = "";
};

struct File {
    const char* path;
    std::size_t rows;
    const char* first;
    const char* last;
    const char* issue = "";        // that must be raised, because a person would ask
    const char* reason = "";       // why it is read otherwise; then what is read instead:
    const char* readFirst = "";
    const char* readLast = "";
};

const std::vector<File> files = {
    {"postmortems/2i2c/2020-10-28-memory-overload.md", 6, "2020-08-28T20:52:00Z", "2020-08-28T21:46:00Z", "zone-word-ambiguous"},
    {"postmortems/2i2c/2023-02-01-daskhub-induced-evictions.md", 1, "2023-02-01T19:00:00Z", "2023-02-01T19:00:00Z", "",
     "the row is written with its date alone and read as that whole day; \"between ~8-9 PM\" stands in its sentence", "2023-01-31T23:00:00Z",
     "2023-01-31T23:00:00Z"},
    {"postmortems/2i2c/2025-07-11-cloudbank-healthcheck.md", 15, "2025-07-11T16:42:00Z", "2025-07-14T15:20:00Z", "zone-contradiction"},
    {"postmortems/2i2c/2025-08-12-leap-outage.md", 17, "2025-08-12T16:00:00Z", "2025-08-12T20:16:00Z", "date-assumed"},
    {"postmortems/mybinder/2017-09-27-hub-403.md", 6, "2017-09-27T20:06:00Z", "2017-09-27T22:25:00Z", "zone-season"},
    {"postmortems/mybinder/2017-10-17-cluster-full.md", 9, "2017-10-17T14:42:00Z", "2017-10-17T18:29:00Z", "zone-season"},
    {"postmortems/mybinder/2018-01-04-failed-staging-deploy.md", 8, "2018-01-04T15:33:00Z", "2018-01-04T19:31:00Z"},
    {"postmortems/mybinder/2018-01-18-reddit-hug.md", 25, "2018-01-18T12:19:00Z", "2018-01-18T17:14:00Z"},
    {"postmortems/mybinder/2018-02-12-launch-fail.md", 4, "2018-02-12T22:03:00Z", "2018-02-12T22:09:00Z"},
    {"postmortems/mybinder/2018-02-22-nginx-down.md", 4, "2018-02-23T00:30:00Z", "2018-02-23T00:35:00Z"},
    {"postmortems/mybinder/2018-03-26-no-space-left.md", 3, "2018-03-26T08:34:00Z", "2018-03-26T13:00:00Z"},
    {"postmortems/mybinder/2018-04-18-cull-flood.md", 15, "2018-04-18T10:35:00Z", "2018-04-19T09:58:00Z", "time-goes-backwards"},
    {"postmortems/mybinder/2018-07-30-jupyterlab-build-cpu-saturate.md", 9, "2018-07-30T18:20:00Z", "2018-07-30T22:11:00Z"},
    {"postmortems/mybinder/2019-03-24-r2d-upgrade.md", 8, "2019-03-24T07:54:00Z", "2019-03-25T06:01:00Z"},
    {"postmortems/mybinder/2020-07-09-simultaneous-launches-scipy.md", 4, "2020-07-09T14:30:00Z", "2020-07-09T14:42:00Z"},
    {"postmortems/mybinder/2022-06-02-pod-limit.md", 5, "2022-06-02T08:00:00Z", "2022-06-02T19:24:00Z", "zone-season"},
    {"postmortems/ucb-datahub/2017-02-09-datahub-db-outage.qmd", 16, "2017-02-09T00:25:00Z", "2017-02-09T11:19:00Z"},
    {"postmortems/ucb-datahub/2017-02-24-proxy-death-incident.qmd", 6, "2017-02-24T05:10:57Z", "2017-02-24T06:03:00Z", "date-assumed",
     "no row has a date and the front matter's is taken; that the evening of Feb 23 is meant stands in the summary and is told",
     "2017-02-25T05:10:57Z", "2017-02-25T06:03:00Z"},
    {"postmortems/ucb-datahub/2017-03-20-too-many-volumes.qmd", 7, "2017-03-18T16:30:00Z", "2017-03-20T14:23:00Z"},
    {"postmortems/ucb-datahub/2017-04-03-cluster-full-incident.qmd", 4, "2017-04-03T11:32:00Z", "2017-04-03T11:46:00Z"},
    {"postmortems/ucb-datahub/2017-10-10-hung-nodes.qmd", 9, "2017-10-10T10:45:00Z", "2017-10-10T17:25:00Z", "date-contradicts-title",
     "the first row says 2017-05-09, a slip for 2017-10-10; it is read as written and the contradiction is told", "2017-05-09T10:45:00Z",
     "2017-05-09T17:25:00Z"},
    {"postmortems/ucb-datahub/2018-01-25-helm-chart-upgrade.qmd", 4, "2018-01-25T14:30:00Z", "2018-01-25T16:35:00Z"},
    {"postmortems/ucb-datahub/2018-02-06-hub-db-dir.qmd", 5, "2018-02-05T20:57:00Z", "2018-02-05T22:05:00Z"},
    {"postmortems/ucb-datahub/2018-06-11-course-subscription-canceled.qmd", 5, "2018-06-11T09:02:00Z", "2018-06-11T10:14:00Z"},
    {"postmortems/ucb-datahub/2019-05-01-service-account-leak.qmd", 5, "2019-05-01T15:18:00Z", "2019-05-01T15:40:00Z"},
    {"postmortems/ucb-datahub/2024-core-node-incidents.qmd", 21, "2024-03-05T16:00:00Z", "2024-03-05T19:00:00Z"},
    {"events/statuspage-ugrc/2017-08-28-mapserv-configuration-storage.mdx", 2, "2017-08-28T17:08:01Z", "2017-08-28T18:35:33Z"},
    {"events/statuspage-ugrc/2017-09-11-iss-not-serving.mdx", 2, "2017-09-11T14:00:23Z", "2017-09-11T15:40:00Z"},
    {"events/statuspage-ugrc/2017-10-02-mapserv-utah-gov-not-serving-static-files.mdx", 2, "2017-10-03T01:10:38Z", "2017-10-03T01:49:38Z"},
    {"events/statuspage-ugrc/2018-02-08-the-app-is-being-shut-down-for-some-dangerous-requests.mdx", 2, "2018-02-08T08:07:57Z",
     "2018-02-08T15:04:00Z"},
    {"events/statuspage-ugrc/2018-04-12-iis-app-pool-crash.md", 1, "2018-04-12T23:30:58Z", "2018-04-12T23:30:58Z"},
    {"events/statuspage-ugrc/2018-05-21-mapserv-clustered-file-system-is-down.mdx", 2, "2018-05-21T07:24:55Z", "2018-05-21T08:28:00Z"},
    {"events/statuspage-ugrc/2018-07-17-giza-base-maps-are-not-returning-tiles.mdx", 2, "2018-07-17T13:34:03Z", "2018-07-17T13:51:00Z"},
    {"events/statuspage-ugrc/2018-07-31-corrupt-raster-mosaics.mdx", 5, "2018-07-31T14:08:53Z", "2018-08-02T07:55:53Z"},
    {"events/statuspage-ugrc/2018-12-20-deleted-tiles-in-the-terrain-base-map.mdx", 4, "2018-12-20T12:22:57Z", "2018-12-31T09:13:00Z"},
    {"events/statuspage-ugrc/2019-02-22-route-milepost-service-is-not-returning-any-results.mdx", 2, "2019-02-22T12:09:18Z",
     "2019-02-22T14:06:18Z"},
    {"events/statuspage-ugrc/2019-03-17-geocoding-outage.mdx", 3, "2019-03-17T08:45:59Z", "2019-03-17T15:18:00Z"},
    {"events/statuspage-ugrc/2019-03-26-mapserv-server-migration.md", 1, "2019-03-26T17:48:45Z", "2019-03-26T17:48:45Z"},
    {"events/statuspage-ugrc/2019-04-18-vm-architecture-inaccessible.mdxx", 3, "2019-04-18T18:45:45Z", "2019-04-18T19:42:25Z"},
    {"events/statuspage-ugrc/2019-06-25-license-manager-update-2018-2019.md", 1, "2019-06-25T11:01:41Z", "2019-06-25T11:01:41Z"},
    {"events/statuspage-ugrc/2019-09-12-openam-configuration.mdxx", 3, "2019-09-12T10:06:21Z", "2019-09-13T08:55:38Z"},
    {"events/statuspage-ugrc/2020-04-30-discover-wms-issues.mdx", 2, "2020-04-30T17:55:29Z", "2020-05-01T10:00:00Z"},
    {"events/statuspage-ugrc/2020-09-30-agrc-api-unable-to-start.mdx", 2, "2020-09-30T13:01:02Z", "2020-09-30T13:01:32Z"},
    {"events/statuspage-ugrc/2021-10-24-license-manager-connectivity-issues.mdx", 2, "2021-10-25T03:42:35Z", "2021-10-29T13:05:45Z"},
    {"events/statuspage-ugrc/2021-11-23-web-api-hosting-environment-is-down.mdx", 2, "2021-11-23T22:03:00Z", "2021-11-23T22:26:00Z"},
    {"events/statuspage-ugrc/2021-12-09-web-api-connection-with-open-sgid-lost.mdx", 2, "2021-12-10T04:00:23Z", "2021-12-10T08:00:23Z"},
    {"events/statuspage-ugrc/2022-02-18-web-api-machine-not-responding-to-requests.mdx", 2, "2022-02-18T15:04:02Z",
     "2022-02-18T15:31:21.466Z"},
    {"events/statuspage-ugrc/2022-04-20-misconfigured-load-balancer.mdx", 4, "2022-04-20T17:00:00Z", "2022-04-21T12:23:00Z"},
    {"events/statuspage-ugrc/2023-03-23-expired-mapserv-utah-gov-ssl-certificates.mdx", 2, "2023-03-24T01:00:00Z", "2023-03-27T12:22:00Z"},
    {"events/statuspage-ugrc/2023-10-02-turn-gps-intermittent-issues.mdx", 3, "2023-10-02T09:24:53Z", "2023-10-03T19:24:53Z"},
    {"events/statuspage-ugrc/2024-05-16-masquerade-unable-to-proxy-to-api.mapserv.utah.gov.mdx", 2, "2024-05-16T18:30:27.305Z",
     "2024-05-16T19:30:53Z"},
    {"events/statuspage-ugrc/2024-07-19-users-having-trouble-connecting-to-turn-gps.mdx", 2, "2024-07-19T16:00:14.675Z",
     "2024-07-19T16:30:14.675Z"},
    {"events/statuspage-ugrc/2025-06-12-discover-hosting-issues.mdx", 1, "2025-06-12T20:50:40.897Z", "2025-06-12T20:50:40.897Z"},
    {"events/statuspage-ugrc/2025-07-04-ugrc-api-route-and-milepost-endpoints-will-be-unavailable-during-udot-migration.mdx", 1,
     "2025-07-04T02:17:25.875Z", "2025-07-04T02:17:25.875Z"},
    {"events/statuspage-ugrc/2025-09-15-discover-missing-tiles.mdx", 2, "2025-09-15T16:35:58.523Z", "2025-09-15T20:48:22.655Z"},
};

const char* const day2024 = "2024-03-05 Data8 outage";
const char* const followUp = "Follow-up timeline (times in BST)";

const std::map<std::string, std::vector<Row>> everyRow = {
    {"postmortems/mybinder/2018-03-26-no-space-left.md",
     {{"2018-03-26T08:34:00Z", "", "2018-03-26 10:34"}, {"2018-03-26T08:55:00Z", "", "2018-03-26 10:55"}, {"2018-03-26T13:00:00Z", "", "2018-03-26 15:00"}}},
    {"postmortems/mybinder/2018-04-18-cull-flood.md",
     {{"2018-04-18T10:35:00Z", "", "2018-04-18 12:35"},
      {"2018-04-18T11:30:00Z", "2018-04-18T11:45:00Z", "~13:30-13:45"},
      {"2018-04-18T12:29:00Z", "", "14:29"}, {"2018-04-18T12:49:00Z", "", "14:49"}, {"2018-04-18T12:43:00Z", "", "14:43"},
      {"2018-04-18T12:55:00Z", "", "14:55"}, {"2018-04-18T13:36:00Z", "", "15:36"}, {"2018-04-18T15:03:00Z", "", "17:03"},
      {"2018-04-18T15:23:00Z", "", "17:23"}, {"2018-04-18T17:47:00Z", "", "19:47"}, {"2018-04-19T09:00:00Z", "", "19. April, 11:00"},
      {"2018-04-19T09:07:00Z", "", "11:07"}, {"2018-04-19T09:27:00Z", "", "11:27"}, {"2018-04-19T09:47:00Z", "", "11:47"},
      {"2018-04-19T09:58:00Z", "", "11:58"}}},
    {"postmortems/mybinder/2018-07-30-jupyterlab-build-cpu-saturate.md",
     {{"2018-07-30T18:20:00Z", "", "2018-07-30 ca. 11:20"}, {"2018-07-30T18:22:00Z", "", "11:22"}, {"2018-07-30T19:19:00Z", "", "12:19"},
      {"2018-07-30T20:29:00Z", "", "13:29"}, {"2018-07-30T20:41:00Z", "", "13:41"}, {"2018-07-30T21:01:00Z", "", "14:01"},
      {"2018-07-30T21:16:00Z", "", "14:16"}, {"2018-07-30T21:45:00Z", "", "14:45"}, {"2018-07-30T22:11:00Z", "", "15:11"}}},
    {"postmortems/mybinder/2019-03-24-r2d-upgrade.md",
     {{"2019-03-24T07:54:00Z", "", "2019-03-24 8:54"}, {"2019-03-24T17:45:00Z", "", "18:45"}, {"2019-03-24T17:54:00Z", "", "18:54"},
      {"2019-03-24T18:14:00Z", "", "19:14"}, {"2019-03-24T18:57:00Z", "", "19:57"}, {"2019-03-24T21:18:00Z", "", "22:18"},
      {"2019-03-24T21:36:00Z", "", "22:36"}, {"2019-03-25T06:01:00Z", "", "2019-03-25 7:01am"}}},
    {"postmortems/mybinder/2020-07-09-simultaneous-launches-scipy.md",
     {{"2020-07-09T14:30:00Z", "", "07:30am"}, {"2020-07-09T14:35:00Z", "", "07:35"}, {"2020-07-09T14:35:00Z", "", "07:35"},
      {"2020-07-09T14:42:00Z", "", "07:42"}}},
    {"postmortems/ucb-datahub/2017-02-09-datahub-db-outage.qmd",
     {{"2017-02-09T00:25:00Z", "2017-02-09T00:29:00Z", "2017-02-09 00:25 - 00:29 AM"}, {"2017-02-09T00:25:59Z", "", "0:25:59 AM"},
      {"2017-02-09T01:12:00Z", "", "1:12 AM"}, {"2017-02-09T01:28:00Z", "", "1:28 AM"}, {"2017-02-09T02:34:00Z", "", "2:34 AM"},
      {"2017-02-09T02:42:00Z", "", "2:42 AM"}, {"2017-02-09T10:11:00Z", "", "10:11 AM"}, {"2017-02-09T10:17:00Z", "", "10:17 AM"},
      {"2017-02-09T10:29:00Z", "", "10:29 AM"}, {"2017-02-09T10:36:00Z", "", "10:36 AM"}, {"2017-02-09T10:45:00Z", "", "10:45 AM"},
      {"2017-02-09T10:53:00Z", "", "10:53 AM"}, {"2017-02-09T11:05:00Z", "", "11:05 AM"}, {"2017-02-09T11:15:00Z", "", "11:15 AM"},
      {"2017-02-09T11:17:00Z", "", "11:17 AM"}, {"2017-02-09T11:19:00Z", "", "11:19 AM"}}},
    {"postmortems/ucb-datahub/2017-03-20-too-many-volumes.qmd",
     {{"2017-03-18T16:30:00Z", "", "March 18, 16:30"}, {"2017-03-20T12:44:00Z", "", "March 20, 12:44"}, {"2017-03-20T12:53:00Z", "", "12:53"},
      {"2017-03-20T13:03:00Z", "", "13:03"}, {"2017-03-20T13:04:00Z", "", "13:04"}, {"2017-03-20T13:11:00Z", "", "13:11"},
      {"2017-03-20T14:23:00Z", "", "14:23"}}},
    {"postmortems/ucb-datahub/2024-core-node-incidents.qmd",
     {{"2024-03-05T16:00:00Z", "2024-03-05T17:15:00Z", "between ~4pm and ~5:15pm", day2024}, {"2024-03-05T15:12:00Z", "", "15:12:00", day2024},
      {"2024-03-05T15:12:42Z", "", "15:12:42", day2024}, {"2024-03-05T16:00:00Z", "", "16:00:00", day2024},
      {"2024-03-05T16:05:00Z", "", "16:05:00", day2024}, {"2024-03-05T16:05:00Z", "", "~16:05:00", day2024},
      {"2024-03-05T16:05:53Z", "", "16:05:53", day2024}, {"2024-03-05T16:05:56Z", "", "16:05:56", day2024},
      {"2024-03-05T16:05:57Z", "2024-03-05T16:05:58Z", "16:05:57-58", day2024}, {"2024-03-05T16:05:57Z", "", "16:05:57", day2024},
      {"2024-03-05T16:06:00Z", "", "~16:06:00", day2024}, {"2024-03-05T16:06:00Z", "2024-03-05T16:16:00Z", "~16:06:00 - 16:16:00", day2024},
      {"2024-03-05T16:16:00Z", "2024-03-05T16:49:00Z", "16:16:00 - 16:49:00", day2024}, {"2024-03-05T16:49:00Z", "", "16:49:00", day2024},
      {"2024-03-05T16:49:00Z", "", "~16:49:00", day2024}, {"2024-03-05T16:49:40Z", "", "16:49:40", day2024},
      {"2024-03-05T16:50:25Z", "", "16:50:25", day2024}, {"2024-03-05T16:50:00Z", "", "~16:50:00", day2024},
      {"2024-03-05T16:54:15Z", "2024-03-05T17:15:31Z", "16:54:15 - 17:15:31", day2024},
      {"2024-03-05T18:47:19Z", "2024-03-05T18:58:10Z", "18:47:19 - 18:58:10", day2024}, {"2024-03-05T19:00:00Z", "", "~19:00", day2024}}},
    {"postmortems/2i2c/2025-07-11-cloudbank-healthcheck.md",
     {{"2025-07-11T16:42:00Z", "", "July 11, 2025, 12:42 PM"}, {"2025-07-11T16:49:00Z", "", "12:49 PM"}, {"2025-07-11T17:06:00Z", "", "1:06 PM"},
      {"2025-07-11T17:27:00Z", "", "1:27 PM"}, {"2025-07-11T17:29:00Z", "", "1:29 PM"}, {"2025-07-11T17:35:00Z", "", "1:35 PM"},
      {"2025-07-11T17:36:00Z", "", "1:36 PM"}, {"2025-07-11T17:38:00Z", "", "1:38 PM"}, {"2025-07-11T17:38:00Z", "", "1:38 PM"},
      {"2025-07-11T17:42:00Z", "", "1:42 PM"}, {"2025-07-11T18:35:00Z", "", "2:35 PM"}, {"2025-07-11T19:34:00Z", "", "3:34 PM"},
      {"2025-07-11T20:06:00Z", "", "4:06 PM"}, {"2025-07-11T20:22:00Z", "", "4:22 PM"},
      {"2025-07-14T15:20:00Z", "", "July 14, 2025, 11:20 AM"}}},
    {"postmortems/2i2c/2025-08-12-leap-outage.md",
     {{"2025-08-12T16:00:00Z", "", "5:00 PM"}, {"2025-08-12T16:02:00Z", "", "5:02 PM"}, {"2025-08-12T16:15:00Z", "", "5:15 PM"},
      {"2025-08-12T16:32:00Z", "", "5:32 PM"}, {"2025-08-12T16:33:00Z", "", "5:33 PM"}, {"2025-08-12T16:37:00Z", "", "5:37 PM"},
      {"2025-08-12T16:43:00Z", "", "5:43 PM"}, {"2025-08-12T16:48:00Z", "", "5:48 PM"}, {"2025-08-12T16:51:00Z", "", "5:51 PM"},
      {"2025-08-12T16:55:00Z", "", "5:55 PM"}, {"2025-08-12T17:08:00Z", "", "6:08 PM"}, {"2025-08-12T17:11:00Z", "", "6:11 PM"},
      {"2025-08-12T19:16:00Z", "", "8:16 PM", followUp}, {"2025-08-12T19:20:00Z", "", "8:20 PM", followUp},
      {"2025-08-12T19:37:00Z", "", "8:37 PM", followUp}, {"2025-08-12T20:03:00Z", "", "9:03 PM", followUp},
      {"2025-08-12T20:16:00Z", "", "9:16 PM", followUp}}},
    {"events/statuspage-ugrc/2018-07-31-corrupt-raster-mosaics.mdx",
     {{"2018-07-31T14:08:53Z", "", "2018-07-31T14:08:53.000Z"}, {"2018-07-31T16:08:53Z", "", "2018-07-31T16:08:53.000Z"},
      {"2018-08-01T12:08:53Z", "", "2018-08-01T12:08:53.000Z"}, {"2018-08-02T06:55:53Z", "", "2018-08-02T06:55:53.000Z"},
      {"2018-08-02T07:55:53Z", "", "2018-08-02T07:55:53.000Z"}}},
    {"events/statuspage-ugrc/2019-09-12-openam-configuration.mdxx",
     {{"2019-09-12T10:06:21Z", "", "2019-09-12T10:06:21.000Z"}, {"2019-09-12T11:10:38Z", "", "2019-09-12T11:10:38.000Z"},
      {"2019-09-13T08:55:38Z", "", "2019-09-13T08:55:38.000Z"}}},
    {"events/statuspage-ugrc/2022-04-20-misconfigured-load-balancer.mdx",
     {{"2022-04-20T17:00:00Z", "", "2022-04-20T17:00:00.000Z"}, {"2022-04-21T11:34:00Z", "", "2022-04-21T11:34:00.000Z", "Rollback"},
      {"2022-04-21T11:56:00Z", "", "2022-04-21T11:56:00.000Z", "Certificate issues"},
      {"2022-04-21T12:23:00Z", "", "2022-04-21T12:23:00.000Z", "Resolutions"}}},
};

QString shown(const EventSink& sink)
{
    QString text;
    for (const Event& event : sink.events)
        text += QString::fromStdString(formatUtc(event.start.utc) + " " + (event.end ? formatUtc(event.end->utc) : "") + " \"" + event.timeText + "\" ["
                                       + event.section + "] " + event.title + "\n");
    for (const std::string& issue : sink.issues)
        text += QString::fromStdString(issue + "\n");
    return text;
}

}    // namespace

class PostmortemsConformance : public QObject {
    Q_OBJECT
private slots:
    void theRowsAreThoseOfACarefulReader_data();
    void theRowsAreThoseOfACarefulReader();
    void cleanupTestCase();

private:
    ImporterRegistry m_registry{builtinImporters()};
    std::size_t m_rows = 0;
    std::size_t m_equal = 0;
    std::size_t m_leftOut = 0;
};

void PostmortemsConformance::theRowsAreThoseOfACarefulReader_data()
{
    QTest::addColumn<int>("index");
    for (std::size_t i = 0; i < files.size(); ++i)
        QTest::newRow(files[i].path) << static_cast<int>(i);
}

void PostmortemsConformance::theRowsAreThoseOfACarefulReader()
{
    QFETCH(int, index);
    const File& file = files[static_cast<std::size_t>(index)];
    const auto text = realData(file.path);
    if (!text)
        QSKIP("the real postmortems are not on this machine (FAULTLINE_SHARED_DATA)");
    const std::string_view path = file.path;
    const std::string_view name = path.substr(path.rfind('/') + 1);
    const std::vector<Candidate> candidates = m_registry.detect(headOf(*text, name));
    QVERIFY2(!candidates.empty(), "no importer claims it");
    QCOMPARE(std::string(candidates.front().importer->info().id),
             std::string(path.find("statuspage") != std::string_view::npos ? "status-incident" : "timeline-markdown"));
    const EventSink sink = readEvents(*candidates.front().importer, *text, name);
    QVERIFY2(sink.rejects.empty(), sink.rejects.empty() ? "" : sink.rejects.front().c_str());
    QVERIFY2(sink.events.size() == file.rows, qPrintable(shown(sink)));
    for (const Event& event : sink.events) {
        QCOMPARE(event.kind, std::string("human"));
        QVERIFY2(!event.title.empty() && !event.timeText.empty(), qPrintable(shown(sink)));
    }
    if (*file.issue != '\0')
        QVERIFY2(sink.hasIssue(file.issue), qPrintable(shown(sink)));
    m_rows += file.rows;
    const bool differs = *file.reason != '\0';
    QVERIFY2(formatUtc(sink.events.front().start.utc) == (differs ? file.readFirst : file.first), qPrintable(shown(sink)));
    QVERIFY2(formatUtc(sink.events.back().start.utc) == (differs ? file.readLast : file.last), qPrintable(shown(sink)));
    const auto rows = everyRow.find(file.path);
    for (std::size_t i = 0; rows != everyRow.end() && i < file.rows; ++i) {
        const Row& row = rows->second.at(i);
        const Event& event = sink.events[i];
        const bool same = formatUtc(event.start.utc) == row.start && (event.end ? formatUtc(event.end->utc) : "") == row.end
                          && event.timeText == row.written && event.section == row.section;
        QVERIFY2(same, qPrintable(QStringLiteral("row %1 is not %2 \"%3\"\n").arg(i + 1).arg(QLatin1String(row.start), QString::fromUtf8(row.written))
                                  + shown(sink)));
    }
    (differs ? m_leftOut : m_equal) += file.rows;
    if (differs)
        std::printf("  %s: %zu rows differ: %s\n", file.path, file.rows, file.reason);
}

void PostmortemsConformance::cleanupTestCase()
{
    if (m_rows > 0)
        std::printf("conformance postmortems %zu/%zu rows %.1f %%, %zu left out with a reason\n", m_equal, m_rows - m_leftOut,
                    100.0 * static_cast<double>(m_equal) / static_cast<double>(m_rows - m_leftOut), m_leftOut);
}

QTEST_GUILESS_MAIN(PostmortemsConformance)
#include "postmortems_conformance.moc"
