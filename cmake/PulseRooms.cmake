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
            set_source_files_properties("${alone}" PROPERTIES SKIP_AUTOGEN ON)
            target_sources(${target} PRIVATE "${alone}")
        endif()
    endforeach()
endfunction()

# One test executable:
#
#   pulse_test(rules_threshold LABEL unit ROOMS rules SOURCES threshold_test.cpp)
#
# Tests run in parallel, on private ports and folders, and clean up after themselves; TIMEOUT is seconds. POSTGRES: the
# test uses PostgresCluster::create() and shares the cluster of this ctest run.
function(pulse_test name)
    cmake_parse_arguments(TEST "POSTGRES" "LABEL;TIMEOUT" "ROOMS;LINKS;SOURCES;ENVIRONMENT" ${ARGN})
    if(NOT TEST_TIMEOUT)
        set(TEST_TIMEOUT 300)
    endif()
    if(TEST_POSTGRES)
        list(APPEND TEST_ENVIRONMENT "PULSE_TEST_POSTGRES=${CMAKE_BINARY_DIR}/test-postgres")
    endif()
    set(target test_${name})
    add_executable(${target} ${TEST_SOURCES})
    target_link_libraries(${target} PRIVATE pulse_compiler pulse_test_support Qt6::Test ${TEST_LINKS})
    foreach(room IN LISTS TEST_ROOMS)
        target_link_libraries(${target} PRIVATE pulse_${room})
    endforeach()
    target_compile_definitions(${target} PRIVATE
        PULSE_SOURCE_DIR="${CMAKE_SOURCE_DIR}" PULSE_BINARY_DIR="${CMAKE_BINARY_DIR}")
    add_test(NAME ${name} COMMAND ${target})
    set_tests_properties(${name} PROPERTIES
        LABELS "${TEST_LABEL}" TIMEOUT ${TEST_TIMEOUT}
        ENVIRONMENT "QT_QPA_PLATFORM=offscreen;${TEST_ENVIRONMENT}")
    if(TEST_POSTGRES)
        target_link_libraries(${target} PRIVATE pulse_test_database)
        set_tests_properties(${name} PROPERTIES FIXTURES_REQUIRED postgres)
    endif()
endfunction()
