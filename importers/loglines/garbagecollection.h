#pragma once

namespace faultline {

struct LogHead;
class RecordSink;

/// Whether a matched head is a line of a Java garbage collection log, not of any program that writes stamps so.
bool isGcLine(LogHead& head);

/// Samples of a record: `jvm.gc.pause` in seconds, with the kind of pause as label, and `jvm.heap.after_gc` in bytes.
void measureGc(const LogHead& head, RecordSink& sink);

}    // namespace faultline
