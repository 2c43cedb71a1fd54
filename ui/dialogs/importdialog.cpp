#include "ui/dialogs/importdialog.h"

#include "ui/convert.h"
#include "ui/dialogs/importsourcepanel.h"
#include "ui/models/importmodel.h"
#include "ui/theme.h"
#include "ui/windowstyle.h"

#include <QCheckBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QScreen>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace faultline {

ImportDialog::ImportDialog(const ImportSetup& setup, TaskRunner& tasks, const ImporterRegistry& registry, const Theme& theme, QWidget* parent)
    : QDialog(parent), m_setup(setup), m_tasks(tasks), m_registry(registry), m_theme(theme)
{
    setWindowTitle(tr("Import"));
    setObjectName(QStringLiteral("importDialog"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 12, 16, 12);
    column->setSpacing(8);
    buildHead(column);

    m_splitter = new QSplitter(Qt::Vertical, this);
    QSplitter* splitter = m_splitter;
    splitter->setChildrenCollapsible(false);
    m_model = new ImportModel(theme, this);
    m_files = new QTableView(splitter);
    m_files->setModel(m_model);
    m_files->setAccessibleName(tr("Files to import"));
    m_files->setShowGrid(false);
    m_files->setFrameShape(QFrame::NoFrame);
    m_files->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_files->setSelectionMode(QAbstractItemView::SingleSelection);
    m_files->setTabKeyNavigation(false);
    m_files->setTextElideMode(Qt::ElideMiddle);
    m_files->setWordWrap(false);
    m_files->verticalHeader()->hide();
    m_files->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 10);
    m_files->horizontalHeader()->setHighlightSections(false);
    m_files->horizontalHeader()->setStretchLastSection(true);
    m_files->setMinimumHeight(fontMetrics().height() * 4);
    const int unit = fontMetrics().averageCharWidth();
    const std::array widths{34, 42, 24, 14};
    for (int section = 0; section < static_cast<int>(widths.size()); ++section)
        m_files->setColumnWidth(section, unit * widths[static_cast<std::size_t>(section)]);
    m_panel = new ImportSourcePanel(registry, theme, splitter);
    splitter->addWidget(m_files);
    splitter->addWidget(m_panel);
    splitter->setSizes({220, 420});
    column->addWidget(splitter, 1);
    buildFoot(column);

    connect(m_files->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &ImportDialog::showCurrent);
    connect(m_model, &ImportModel::choiceChanged, this, &ImportDialog::refresh);
    connect(m_panel, &ImportSourcePanel::draftChanged, this, &ImportDialog::takeDraft);
    connect(m_panel, &ImportSourcePanel::answered, this, &ImportDialog::takeAnswer);
    connect(m_panel, &ImportSourcePanel::columnsForOthers, this, &ImportDialog::giveColumnsToOthers);
    connect(this, &QDialog::finished, this, [this] { m_tasks.cancelAll(this); });
    m_panel->setVisible(false);
    const QSize room = screen() ? screen()->availableSize() : QSize(1180, 760);
    resize(QSize(1180, 760).expandedTo(room * 0.6).boundedTo(room * 0.9));
    m_files->setFocus();
    read();
}

void ImportDialog::buildHead(QVBoxLayout* column)
{
    if (m_setup.newCase.isEmpty())
        return;
    const QFileInfo offered(m_setup.newCase);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    auto* label = new QLabel(tr("New &case"), this);
    m_name = new QLineEdit(offered.completeBaseName(), this);
    m_name->setAccessibleName(tr("Name of the new case"));
    m_name->setMinimumWidth(qBound(fontMetrics().averageCharWidth() * 24, m_name->fontMetrics().horizontalAdvance(m_name->text()) + 32,
                                   fontMetrics().averageCharWidth() * 50));
    m_name->setMaximumWidth(fontMetrics().averageCharWidth() * 50);
    label->setBuddy(m_name);
    m_folder = new QLabel(this);
    m_folder->setTextFormat(Qt::PlainText);
    m_folder->setObjectName(QStringLiteral("folder"));
    m_folder->setText(tr("in %1").arg(QDir::toNativeSeparators(offered.absolutePath())));
    auto* change = new QPushButton(tr("Other folder…"), this);
    setLook(change, ButtonLook::Link);
    change->setAutoDefault(false);
    connect(change, &QPushButton::clicked, this, [this] {
        const QString folder = QFileDialog::getExistingDirectory(this, tr("Folder of the New Case"), QFileInfo(m_setup.newCase).absolutePath());
        if (folder.isEmpty())
            return;
        m_setup.newCase = folder + QLatin1Char('/') + QFileInfo(m_setup.newCase).fileName();
        m_folder->setText(tr("in %1").arg(QDir::toNativeSeparators(folder)));
    });
    connect(m_name, &QLineEdit::textChanged, this, &ImportDialog::refresh);
    row->addWidget(label);
    row->addWidget(m_name);
    row->addWidget(m_folder);
    row->addWidget(change);
    row->addStretch(1);
    column->addLayout(row);
}

void ImportDialog::buildFoot(QVBoxLayout* column)
{
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    m_intoTimeline = new QCheckBox(tr("&Take the rows of written timelines into the timeline"), this);
    m_intoTimeline->setChecked(true);
    m_intoTimeline->hide();
    m_state = new QLabel(this);
    m_state->setTextFormat(Qt::PlainText);
    m_state->setText(tr("Looking at the files…"));
    auto* cancel = new QPushButton(tr("Cancel"), this);
    cancel->setAutoDefault(false);
    m_import = new QPushButton(tr("Import"), this);
    m_import->setObjectName(QStringLiteral("import"));
    m_import->setDefault(true);
    m_import->setEnabled(false);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_import, &QPushButton::clicked, this, &QDialog::accept);
    row->addWidget(m_intoTimeline);
    row->addWidget(m_state, 1);
    row->addWidget(cancel);
    row->addWidget(m_import);
    column->addLayout(row);
}

void ImportDialog::read()
{
    PreviewRequest request;
    for (const QString& path : std::as_const(m_setup.paths))
        request.paths.push_back(toStd(path));
    request.caseZone = m_setup.caseZone;
    request.known = m_setup.known;
    m_tasks.run<std::vector<SourcePreview>>(
        TaskRunner::Lane::Background, this, QStringLiteral("detect"),
        [registry = &m_registry, request](const TaskControl& control) { return previewSources(*registry, request, control); },
        [this](Result<std::vector<SourcePreview>> previews) { takePreviews(std::move(*previews)); },
        [this](const Progress& progress) {
            m_state->setText(tr("Looking at file %1 of %2…").arg(progress.bytesDone + 1).arg(progress.bytesTotal));
        });
}

void ImportDialog::takePreviews(std::vector<SourcePreview> previews)
{
    m_isReading = false;
    std::vector<ImportDraft> drafts;
    for (SourcePreview& preview : previews) {
        ImportDraft draft;
        draft.preview = std::move(preview);
        drafts.push_back(std::move(draft));
    }
    m_model->setDrafts(std::move(drafts));
    m_panel->setVisible(m_model->rowCount() > 0);
    // No more room for the files than they need.
    const int needed = m_files->horizontalHeader()->height() + m_files->verticalHeader()->defaultSectionSize() * m_model->rowCount() + 8;
    const int all = m_splitter->height();
    const int room = qMin(needed, all * 2 / 5);
    m_splitter->setSizes({room, all - room});
    refresh();
    if (m_model->rowCount() > 0)
        m_files->setCurrentIndex(m_model->index(0, 0));
    goToQuestion();
}

int ImportDialog::rowOf(const QString& path) const
{
    for (int row = 0; row < m_model->rowCount(); ++row)
        if (toQString(m_model->draft(row).preview.path) == path)
            return row;
    return -1;
}

void ImportDialog::takeDraft(ImportDraft draft)
{
    const QString path = toQString(draft.preview.path);
    const int row = rowOf(path);
    if (row < 0)
        return;
    draft.isReading = true;
    draft.answered.erase(ImportQuestionKind::Format);
    PreviewRequest request;
    request.paths = {draft.preview.file};
    request.only = draft.preview.path;
    request.options = draft.options;
    request.format = draft.format;
    request.caseZone = m_setup.caseZone;
    m_model->setDraft(row, std::move(draft));
    m_tasks.run<std::vector<SourcePreview>>(
        TaskRunner::Lane::Background, this, QStringLiteral("preview ") + path,
        [registry = &m_registry, request](const TaskControl& control) { return previewSources(*registry, request, control); },
        [this, path](Result<std::vector<SourcePreview>> previews) { takePreview(path, std::move(*previews)); });
    refresh();
}

void ImportDialog::takePreview(const QString& path, std::vector<SourcePreview> previews)
{
    const int row = rowOf(path);
    if (row < 0 || previews.empty())
        return;
    ImportDraft draft = m_model->draft(row);
    previews.front().sameAs = draft.preview.sameAs;
    previews.front().sameAsId = draft.preview.sameAsId;
    draft.preview = std::move(previews.front());
    draft.isReading = false;
    m_model->setDraft(row, std::move(draft));
    refresh();
    if (m_files->currentIndex().row() == row)
        showCurrent();
    goToQuestion();
}

void ImportDialog::takeAnswer(ImportQuestionKind kind, const ImportAnswer& answer, bool forAll)
{
    const int current = m_files->currentIndex().row();
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const auto questions = openQuestions(m_model->draft(row), m_model->hints());
        const bool asks = !questions.empty() && questions.front().kind == kind;
        if (!asks || (row != current && !forAll))
            continue;
        ImportDraft draft = m_model->draft(row);
        // Of another file the answer to its own question: its columns may be others.
        const auto own = std::find_if(questions.front().answers.begin(), questions.front().answers.end(),
                                      [&](const ImportAnswer& one) { return one.effect == answer.effect; });
        const bool takesOwn = kind == ImportQuestionKind::Columns && own != questions.front().answers.end();
        draft.answer(kind, takesOwn ? *own : answer);
        const bool readsOtherwise = answer.effect == ImportAnswer::Effect::SetYear || answer.effect == ImportAnswer::Effect::SetZone
            || answer.effect == ImportAnswer::Effect::SetColumns;
        if (readsOtherwise)
            takeDraft(std::move(draft));
        else
            m_model->setDraft(row, std::move(draft));
    }
    refresh();
    showCurrent();
    goToQuestion();
}

int ImportDialog::alike(int row) const
{
    const auto questions = openQuestions(m_model->draft(row), m_model->hints());
    if (questions.empty())
        return 0;
    int count = 0;
    for (int other = 0; other < m_model->rowCount(); ++other) {
        const auto others = openQuestions(m_model->draft(other), m_model->hints());
        count += other != row && !others.empty() && others.front().kind == questions.front().kind ? 1 : 0;
    }
    return count;
}

/// The other files with the columns of this one, in other roles.
std::vector<int> ImportDialog::withSameColumns(int row) const
{
    std::vector<int> rows;
    const ImportDraft& draft = m_model->draft(row);
    if (draft.options.columns.empty())
        return rows;
    const StatedColumns stated = statedColumns(draft.preview.columns);
    for (int other = 0; other < m_model->rowCount(); ++other) {
        const ImportDraft& candidate = m_model->draft(other);
        const bool isOfFormat = other != row && candidate.isReadable() && candidate.preview.importer == draft.preview.importer;
        if (isOfFormat && readAs(stated, candidate.preview.columns) && statedColumns(candidate.preview.columns) != stated)
            rows.push_back(other);
    }
    return rows;
}

void ImportDialog::giveColumnsToOthers()
{
    const int row = m_files->currentIndex().row();
    const StatedColumns stated = statedColumns(m_model->draft(row).preview.columns);
    for (const int other : withSameColumns(row)) {
        ImportDraft draft = m_model->draft(other);
        draft.options.columns = stated;
        takeDraft(std::move(draft));
    }
    showCurrent();
}

void ImportDialog::showCurrent()
{
    const int row = m_files->currentIndex().row();
    if (row >= 0)
        m_panel->show(m_model->draft(row), m_model->hints(), {alike(row), static_cast<int>(withSameColumns(row).size())});
}

/// The next thing to do has the focus: a question, else the button that starts.
void ImportDialog::goToQuestion()
{
    for (int row = 0; row < m_model->rowCount(); ++row) {
        if (openQuestions(m_model->draft(row), m_model->hints()).empty())
            continue;
        m_files->setCurrentIndex(m_model->index(row, 0));
        return m_panel->focusQuestion();
    }
    if (m_import->isEnabled() && (!focusWidget() || !m_panel->isAncestorOf(focusWidget())))
        m_import->setFocus();
}

void ImportDialog::refresh()
{
    m_model->setHints(hintsFor(m_model->drafts(), m_setup.known, m_setup.caseZone));
    std::uint64_t records = 0;
    int files = 0;
    int questions = 0;
    bool isWaiting = m_isReading;
    bool hasTimeline = false;
    for (const ImportDraft& draft : m_model->drafts()) {
        isWaiting = isWaiting || draft.isReading;
        questions += static_cast<int>(openQuestions(draft, m_model->hints()).size());
        if (draft.isLeftOut || !draft.isReadable())
            continue;
        ++files;
        records += draft.preview.estimatedRecords;
        hasTimeline = hasTimeline || draft.isTimeline();
    }
    const QLocale locale(QLocale::English);
    setWindowTitle(files == 1 ? tr("Import 1 file") : tr("Import %1 files").arg(files));
    m_intoTimeline->setVisible(hasTimeline);
    m_import->setText(records == 0 ? tr("&Import") : tr("&Import %1 records").arg(locale.toString(static_cast<qulonglong>(records))));
    const bool isNamed = !m_name || !m_name->text().trimmed().isEmpty();
    m_import->setEnabled(!isWaiting && questions == 0 && files > 0 && isNamed);
    if (m_isReading)
        return;
    m_state->setText(questions == 1  ? tr("1 question is open")
                         : questions > 1 ? tr("%1 questions are open").arg(questions)
                         : files == 0    ? tr("There is nothing that can be imported")
                                         : QString());
}

std::vector<ImportRequest> ImportDialog::requests() const
{
    std::vector<ImportRequest> requests;
    for (const ImportDraft& draft : m_model->drafts()) {
        const std::string& file = draft.preview.file;
        if (requests.empty() || requests.back().paths.front() != file) {
            requests.emplace_back();
            requests.back().paths = {file};
        }
        requests.back().choices.push_back(draft.choice());
    }
    std::erase_if(requests, [](const ImportRequest& request) {
        return std::all_of(request.choices.begin(), request.choices.end(), [](const SourceChoice& choice) { return choice.isLeftOut; });
    });
    return requests;
}

std::map<std::string, std::int64_t> ImportDialog::replaced() const
{
    std::map<std::string, std::int64_t> sources;
    for (const ImportDraft& draft : m_model->drafts())
        if (draft.replaces && !draft.choice().isLeftOut)
            sources[draft.preview.path] = draft.preview.sameAsId;
    return sources;
}

TimelineRows ImportDialog::timelineRows() const
{
    return m_intoTimeline->isChecked() ? TimelineRows::IntoTimeline : TimelineRows::StayEvents;
}

QString ImportDialog::newCase() const
{
    if (!m_name)
        return {};
    QString name = m_name->text().trimmed().replace(QLatin1Char('/'), QLatin1Char('-'));
    if (!name.endsWith(QLatin1String(".faultline")))
        name += QLatin1String(".faultline");
    return QFileInfo(m_setup.newCase).absolutePath() + QLatin1Char('/') + name;
}

}    // namespace faultline
