# A room is a folder, a target, a namespace and a logging category of one name.
#
#   pulse_room(rules PURE
#       DEPENDS model            # other rooms; tests/architecture holds #include to this list
#       LINKS   Qt6::Network     # libraries from outside
#       SOURCES evaluator.cpp)
#
# PURE says that the room may use Qt6::Core values only: no QObject, no clock, no SQL, no sockets (checked by
# tests/architecture). A header without a .cpp needs no mention.
function(pulse_room name)
    cmake_parse_arguments(ROOM "PURE" "" "DEPENDS;LINKS;SOURCES" ${ARGN})
    set(target pulse_${name})
    if(PULSE_SHARED_ROOMS)
        add_library(${target} SHARED ${ROOM_SOURCES})
        pulse_compile_headers_alone(${target})
        target_link_options(${target} PRIVATE -Wl,--no-undefined)
    else()
        add_library(${target} STATIC ${ROOM_SOURCES})
    endif()
    if(ROOM_PURE)
        set_target_properties(${target} PROPERTIES AUTOMOC OFF)
    else()
        set_target_properties(${target} PROPERTIES AUTORCC ON)
    endif()
    # "room/header.h" from shared/, server/ or console/.
    target_include_directories(${target} PUBLIC "${CMAKE_CURRENT_SOURCE_DIR}/..")
    target_link_libraries(${target} PUBLIC Qt6::Core PRIVATE pulse_compiler)
    foreach(room IN LISTS ROOM_DEPENDS)
        target_link_libraries(${target} PUBLIC pulse_${room})
    endforeach()
    target_link_libraries(${target} PUBLIC ${ROOM_LINKS})
endfunction()

# A .cpp includes its own header first, so that header is compiled alone. One without a .cpp gets a file that does so.
function(pulse_compile_headers_alone target)
    cmake_path(GET CMAKE_CURRENT_SOURCE_DIR FILENAME folder)
    file(GLOB_RECURSE headers RELATIVE "${CMAKE_CURRENT_SOURCE_DIR}" CONFIGURE_DEPENDS "*.h")
    foreach(header IN LISTS headers)
        string(REGEX REPLACE "\\.h$" ".cpp" source "${header}")
        if(NOT EXISTS "${CMAKE_CURRENT_SOURCE_DIR}/${source}")
            set(alone "${CMAKE_CURRENT_BINARY_DIR}/headers/${source}")
            file(CONFIGURE OUTPUT "${alone}" CONTENT "#include \"${folder}/${header}\"\n" @ONLY)
            set_source_files_properties("${alone}" PROPERTIES SKIP_AUTOGEN ON SKIP_UNITY_BUILD_INCLUSION ON)
            target_sources(${target} PRIVATE "${alone}")
        endif()
    endforeach()
endfunction()

# One test executable that is one test:
#
#   pulse_test(rules_threshold LABEL unit ROOMS rules SOURCES threshold_test.cpp)
#
# Tests run in parallel, on private ports and folders, and clean up after themselves; TIMEOUT is seconds. POSTGRES: the
# test uses PostgresCluster::create() and shares the cluster of this ctest run.
function(pulse_test name)
    cmake_parse_arguments(TEST "POSTGRES" "LABEL;TIMEOUT" "ROOMS;LINKS;SOURCES" ${ARGN})
    set(target test_${name})
    pulse_test_executable(${target} PRECOMPILED pulse_test_main ROOMS ${TEST_ROOMS} LINKS ${TEST_LINKS} SOURCES ${TEST_SOURCES})
    set(postgres "")
    if(TEST_POSTGRES)
        target_link_libraries(${target} PRIVATE pulse_test_database)
        set(postgres POSTGRES)
    endif()
    pulse_test_entry(${name} LABEL ${TEST_LABEL} TIMEOUT ${TEST_TIMEOUT} ${postgres} COMMAND ${target})
endfunction()

# One test executable, many tests: linking, moc and what they SHARE cost once.
#
#   pulse_suite(door LABEL contract ROOMS api CASES heads guard POSTGRES_CASES session)
#
# MAIN is the library with main(); pulse_test_window_main is the one for what has windows.
# Each case is a file, heads_test.cpp, that ends with PULSE_TEST_CASE(HeadsTest), and a test of ctest, door_heads. The
# names begin with PREFIX, which is the suite's own name if left out. POSTGRES_CASES are those that need POSTGRES.
# Classes of one suite must differ in name, and so must what else its files define: several are compiled as one.
function(pulse_suite name)
    cmake_parse_arguments(SUITE "" "LABEL;TIMEOUT;PREFIX;MAIN" "ROOMS;LINKS;SHARED;CASES;POSTGRES_CASES" ${ARGN})
    if(NOT SUITE_PREFIX)
        set(SUITE_PREFIX ${name})
    endif()
    if(NOT SUITE_MAIN)
        set(SUITE_MAIN pulse_test_main)
    endif()
    set(target test_${name})
    list(TRANSFORM SUITE_CASES APPEND _test.cpp OUTPUT_VARIABLE sources)
    list(TRANSFORM SUITE_POSTGRES_CASES APPEND _test.cpp OUTPUT_VARIABLE postgres_sources)
    pulse_test_executable(${target} PRECOMPILED ${SUITE_MAIN} ROOMS ${SUITE_ROOMS} LINKS ${SUITE_MAIN} ${SUITE_LINKS}
        SOURCES ${sources} ${postgres_sources} ${SUITE_SHARED})
    if(SUITE_POSTGRES_CASES)
        target_link_libraries(${target} PRIVATE pulse_test_database)
    endif()
    foreach(case IN LISTS SUITE_CASES SUITE_POSTGRES_CASES)
        set(postgres "")
        if(case IN_LIST SUITE_POSTGRES_CASES)
            set(postgres POSTGRES)
        endif()
        pulse_test_entry(${SUITE_PREFIX}_${case} LABEL ${SUITE_LABEL} TIMEOUT ${SUITE_TIMEOUT} ${postgres}
            COMMAND ${target} ${case}_test)
    endforeach()
endfunction()

# ccache needs the mark that this leaves where a precompiled header was read.
set(PULSE_PRECOMPILED $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)

# Where files are compiled as one, a class with members of its file's own types looks like one of a header.
set(PULSE_TEST_FILES $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)

function(pulse_test_executable target)
    cmake_parse_arguments(TEST "" "PRECOMPILED" "ROOMS;LINKS;SOURCES" ${ARGN})
    add_executable(${target} ${TEST_SOURCES})
    target_link_libraries(${target} PRIVATE pulse_compiler pulse_test_support Qt6::Test ${TEST_LINKS})
    foreach(room IN LISTS TEST_ROOMS)
        target_link_libraries(${target} PRIVATE pulse_${room})
    endforeach()
    target_compile_definitions(${target} PRIVATE
        PULSE_SOURCE_DIR="${CMAKE_SOURCE_DIR}" PULSE_BINARY_DIR="${CMAKE_BINARY_DIR}")
    target_compile_options(${target} PRIVATE ${PULSE_PRECOMPILED} ${PULSE_TEST_FILES})
    target_precompile_headers(${target} REUSE_FROM ${TEST_PRECOMPILED})
endfunction()

function(pulse_test_entry name)
    cmake_parse_arguments(TEST "POSTGRES" "LABEL;TIMEOUT" "COMMAND" ${ARGN})
    if(NOT TEST_TIMEOUT)
        set(TEST_TIMEOUT 300)
    endif()
    if(PULSE_SANITIZE) # it is slower by that
        math(EXPR TEST_TIMEOUT "${TEST_TIMEOUT} * 4")
    endif()
    set(environment QT_QPA_PLATFORM=offscreen)
    add_test(NAME ${name} COMMAND ${TEST_COMMAND})
    if(TEST_POSTGRES)
        list(APPEND environment "PULSE_TEST_POSTGRES=${CMAKE_BINARY_DIR}/test-postgres")
        set_tests_properties(${name} PROPERTIES FIXTURES_REQUIRED postgres)
    endif()
    set_tests_properties(${name} PROPERTIES
        LABELS "${TEST_LABEL}" TIMEOUT ${TEST_TIMEOUT} ENVIRONMENT "${environment}")
endfunction()
