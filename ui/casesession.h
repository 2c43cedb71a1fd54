#pragma once

#include "app/query/filter.h"
#include "app/query/windowtime.h"
#include "app/store/caseeditor.h"
#include "app/store/casefile.h"
#include "ui/casecontents.h"
#include "ui/chartspec.h"
#include "ui/lookstate.h"
#include "ui/settings.h"
#include "ui/taskrunner.h"

#include <QObject>
#include <QUndoStack>

#include <memory>
#include <optional>
#include <vector>

namespace faultline {

/// The panels that one view may ask another to show, by way of the session.
enum class Panel { Sources, Charts, Breakdown, Timeline, Evidence, Problems, Sql, Events, Table, Analyse };

/// An open case and what is looked at in it: values and signals, no work. Views call setters, the session emits a change, all views
/// follow; a setter that changes nothing emits nothing. Lives in the window's thread.
class CaseSession : public QObject {
    Q_OBJECT

public:
    static Result<std::unique_ptr<CaseSession>> open(const QString& path, OpenMode mode, TaskRunner& tasks);
    ~CaseSession() override;    ///< stops its tasks, closes the case

    // The case.
    QString path() const;
    QString name() const;       ///< title, else the file's name without suffix
    bool isReadOnly() const;
    const std::optional<CaseHolder>& holder() const;    ///< who keeps it from being written
    const CaseContents& contents() const { return m_contents; }
    void reload();              ///< reads the contents again, then emits contentsChanged()
    CaseFile& file();           ///< for imports; edits go through editor()
    CaseEditor& editor() { return *m_editor; }    ///< for commands only
    QUndoStack& undoStack() { return m_undoStack; }
    /// Pushes (and so runs) the command; says so when the case is read-only.
    void edit(QUndoCommand* command);
    /// Called by commands after they wrote: reloads timeline and small lists at once.
    void noteEdit();
    void report(const Error& error) { emit failed(error); }

    // Work on other threads, with a connection of its own.
    TaskRunner& tasks() { return m_tasks; }
    /// TaskRunner::run with the case at hand. The newest of a receiver's slot wins.
    template <typename T>
    void query(QObject* receiver, const QString& slot, std::function<Result<T>(CaseQueries&, const TaskControl&)> work,
               std::function<void(Result<T>)> done, TaskRunner::Priority priority = TaskRunner::Priority::Normal,
               TaskRunner::Lane lane = TaskRunner::Lane::Query, std::function<void(const Progress&)> progress = {})
    {
        CaseQueries* queries = &queriesOf(lane);
        m_tasks.run<T>(
            lane, receiver, slot, [queries, work = std::move(work)](const TaskControl& control) { return work(*queries, control); },
            std::move(done), std::move(progress), priority);
    }
    FilterContext filterContext() const;

    // What is looked at.
    const LookState& look() const { return m_look; }
    TimeRange view() const { return m_look.view; }
    TimeRange window() const { return m_look.selection.value_or(m_look.view); }    ///< what the panels show
    TimeRange baseline() const;     ///< the chosen one, else as long as the window and right before it
    const TimeZone& zone() const { return m_zone; }
    TimeZone caseZone() const;      ///< the one the case remembers; zone() starts as it
    Filter filter() const;          ///< text and enabled chips
    std::string filterText() const; ///< the same as an expression; "" = none

    enum class Step { Single, Continuous };    ///< a continuous step (a drag, a key held) is one entry of the history
    void setView(TimeRange view, Step step = Step::Single);
    void setSelection(std::optional<TimeRange> selection);
    void setBaseline(std::optional<TimeRange> baseline);
    void setOverlay(std::optional<Nanoseconds> shift);
    void setCursor(std::optional<Timestamp> cursor);
    void setWindowTime(WindowTime windowTime);
    void setFilterText(const QString& expression);         ///< ignored when it does not parse
    void setChips(std::vector<FilterChip> chips);
    void addChip(const QString& expression);
    void setZone(const TimeZone& zone);                    ///< of the display
    void setMarkerLines(MarkerLines lines);
    void setComparedMoment(std::optional<ComparedMoment> moment);
    void fitAll();
    bool canGoBack() const { return m_history.canGoBack(); }
    bool canGoForward() const { return m_history.canGoForward(); }
    void goBack();
    void goForward();

    // The chart stack.
    const std::vector<ChartSpec>& charts() const { return m_charts; }
    void setCharts(std::vector<ChartSpec> charts);
    int addChart(ChartSpec chart);                         ///< returns its id
    std::optional<int> selectedChart() const { return m_selectedChart; }    ///< always one of charts()
    void selectChart(std::optional<int> chartId);
    /// Joins the selected chart when that shows the same unit, else makes a new chart.
    void addLine(const LineSpec& line, std::optional<int> chartId = {});
    QByteArray saveLook() const;                           ///< JSON for the next start
    void restoreLook(const QByteArray& json);

    // What is selected, in every view at once.
    void selectEntry(std::optional<std::int64_t> entryId);
    void selectEvent(std::optional<std::int64_t> eventId);
    std::optional<std::int64_t> selectedEntry() const { return m_selectedEntry; }
    std::optional<std::int64_t> selectedEvent() const { return m_selectedEvent; }
    void showEvidence(const EvidenceRequest& request);     ///< also shows the panel
    void draftEntry(const EntryDraft& draft);              ///< the timeline shows itself, makes the entry and opens its title
    /// The analysis lists what changed before the moment, with the delay to it.
    void showChangesBefore(Timestamp moment);
    /// What is marked where lines are shown; what "link evidence" takes.
    void selectEvidence(std::vector<Evidence> evidence) { m_selectedEvidence = std::move(evidence); }
    const std::vector<Evidence>& selectedEvidence() const { return m_selectedEvidence; }
    const TimelineExportChoice& exportChoice() const { return m_exportChoice; }
    void setExportChoice(const TimelineExportChoice& choice) { m_exportChoice = choice; }
    DragMeans dragMeans() const { return m_dragMeans; }
    void setDragMeans(DragMeans means) { m_dragMeans = means; }
    void showSql(const QString& statement);                ///< also shows the panel; runs it unless it is empty
    void searchEvidence(const QString& text);              ///< all lines of the window, with the text searched for
    /// The breakdown shows itself and splits the records by the field.
    void breakDownBy(RecordKind kind, const QString& field);
    void show(Panel panel) { emit panelRequested(panel); }

signals:
    void contentsChanged();
    void timelineChanged();
    void savedWindowsChanged();
    void hypothesesChanged();
    void viewChanged();
    void selectionChanged();
    void baselineChanged();
    void overlayChanged();
    void cursorChanged();
    void filterChanged();
    void windowTimeChanged();
    void zoneChanged();
    void markerLinesChanged();
    void comparedMomentChanged();
    void historyChanged();
    void chartsChanged();
    void selectedChartChanged();
    void selectedEntryChanged();
    void selectedEventChanged();
    void evidenceRequested(const faultline::EvidenceRequest& request);
    void entryDraftRequested(const faultline::EntryDraft& draft);
    void breakdownRequested(faultline::RecordKind kind, const QString& field);
    void changesBeforeRequested(faultline::Timestamp moment);
    void sqlRequested(const QString& statement);
    void evidenceSearchRequested(const QString& text);
    void panelRequested(faultline::Panel panel);
    void failed(const faultline::Error& error);

private:
    struct Connections;
    CaseSession(std::unique_ptr<Connections> connections, TaskRunner& tasks);
    CaseQueries& queriesOf(TaskRunner::Lane lane);
    void take(CaseContents contents);
    ViewStep currentStep() const;
    void recordStep(Step step);
    void goTo(const ViewStep& step);

    std::unique_ptr<Connections> m_connections;
    TaskRunner& m_tasks;
    std::unique_ptr<CaseEditor> m_editor;
    QUndoStack m_undoStack;
    CaseContents m_contents;
    LookState m_look;
    TimeZone m_zone;
    ViewHistory m_history;
    std::chrono::steady_clock::time_point m_lastContinuous;
    std::vector<ChartSpec> m_charts;
    int m_lastChartId = 0;
    std::optional<int> m_selectedChart;
    DragMeans m_dragMeans = DragMeans::Zoom;
    TimelineExportChoice m_exportChoice;
    std::vector<Evidence> m_selectedEvidence;
    std::optional<std::int64_t> m_selectedEntry;
    std::optional<std::int64_t> m_selectedEvent;
};

}    // namespace faultline
